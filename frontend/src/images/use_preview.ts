import { useEffect, useState } from 'react';
import { fromBase64, type Pictures } from './mosaic';
import { libraryRest } from './use_library';

/** The first images of a set; null until they have come, and where there is nothing to ask for. */
export function usePreview(
  kind: string | null,
  fields: Record<string, string | number>,
  samples: number,
): Pictures | null {
  const [pictures, setPictures] = useState<Pictures | null>(null);
  const text = JSON.stringify(fields);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is the fields by value; their object is new every time
  useEffect(() => {
    if (kind === null) return undefined;
    const gone = new AbortController();
    libraryRest.preview(kind, { ...fields, samples }, gone.signal).then(
      ({ shape: [height = 0, width = 0, channels = 1], images, masks }) => {
        const bytes = fromBase64(images);
        const count = Math.floor(bytes.length / Math.max(1, height * width * channels));
        const drawn = masks ? { masks: fromBase64(masks) } : {};
        setPictures({ bytes, count, height, width, channels, ...drawn });
      },
      () => undefined,
    );
    return () => gone.abort();
  }, [kind, text, samples]);
  return pictures;
}
