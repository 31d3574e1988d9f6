import { useEffect, useState } from 'react';
import type { Parts } from '@/protocol/library';
import type { ImageData } from '@/protocol/names';
import { libraryRest } from './use_library';

const SETTLE_MS = 150;

/** How the data are parted, as the server parts them; null until it has said so, and where it refuses them. */
export function useParts(data: ImageData): Parts | null {
  const [parts, setParts] = useState<Parts | null>(null);
  // What is done to images while training does not part them otherwise.
  const { augment: _, fill: __, ...parted } = data;
  const text = JSON.stringify(parted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is what parts the data, by value
  useEffect(() => {
    const gone = new AbortController();
    const timer = setTimeout(() => {
      libraryRest.parts({ ...data, augment: [] }, gone.signal).then(setParts, () => {
        if (!gone.signal.aborted) setParts(null);
      });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [text]);
  return parts;
}
