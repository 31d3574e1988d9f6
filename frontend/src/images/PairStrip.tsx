import { useEffect, useRef } from 'react';
import { createMaskedPicture } from '@/paint/masked_picture';
import { usePreview } from './use_preview';

const SHOWN = 6;
const NO_FIELDS = {};

/** Some images of a set with masks, each above the same with its mask outlined. */
export function PairStrip({ kind }: { kind: string }) {
  const strip = useRef<HTMLDivElement>(null);
  const preview = usePreview(kind, NO_FIELDS, 4 * SHOWN);
  useEffect(() => {
    if (!preview || !strip.current) return;
    const { bytes, height, width, channels, masks, count } = preview;
    // Spread over what came: slices that follow each other look alike.
    const step = Math.max(1, Math.floor(count / SHOWN));
    for (const [place, canvas] of [...strip.current.querySelectorAll('canvas')].entries()) {
      const k = (place % SHOWN) * step;
      if (k >= count) continue;
      const mask = masks && place >= SHOWN ? { bytes: masks, offset: k * height * width } : null;
      createMaskedPicture(canvas)({ bytes, offset: k * height * width * channels, height, width, channels, mask });
    }
  }, [preview]);
  return (
    <div ref={strip} className="augment-strip" role="img" aria-label="Some images, and below each its mask outlined">
      {['images', 'masks'].map((row) => (
        <div key={row} className="augment-row">
          {Array.from({ length: SHOWN }, (_, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places in a row, not things
            <canvas key={k} className="augment-image" width={1} height={1} />
          ))}
        </div>
      ))}
    </div>
  );
}
