import { useEffect, useRef } from 'react';
import { createMaskedPicture } from '@/paint/masked_picture';
import { useGlass, useRun } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { imagesIn } from './reading';

const SHOWN = 6;
const RATE_HZ = 8;
const VIEW = { kind: 'augmented', count: SHOWN } as const;

/** The tensors of each row: images, and their masks where there are some. */
const ROWS = [
  ['originals', 'truths'],
  ['images', 'masks'],
] as const;

/** A few training images above, and below what the augmentation of this moment makes of them. */
export function AugmentStrip() {
  const { session } = useGlass();
  const run = useRun((state) => state.run);
  const strip = useRef<HTMLDivElement>(null);
  useWatch(VIEW, RATE_HZ);
  const frame = () => (run === null ? undefined : session.tensors.get(run, VIEW.kind));
  const known = useLatest(VIEW, () => imagesIn(frame())?.count ?? 0);
  useEffect(() => {
    const element = strip.current;
    if (run === null || !element) return undefined;
    const rows = [...element.querySelectorAll('canvas')].map((canvas) => createMaskedPicture(canvas));
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run, VIEW.kind),
      paint: () => {
        const latest = session.tensors.get(run, VIEW.kind);
        for (const [row, [name, outlined]] of ROWS.entries()) {
          const images = imagesIn(latest, name);
          if (!images) continue;
          const { bytes, height, width, channels } = images;
          const masks = latest?.tensors.get(outlined)?.data;
          for (let k = 0; k < Math.min(SHOWN, images.count); k++) {
            const mask = masks instanceof Uint8Array ? { bytes: masks, offset: k * height * width } : null;
            rows[row * SHOWN + k]?.({ bytes, offset: k * height * width * channels, height, width, channels, mask });
          }
        }
      },
    });
  }, [session, run]);
  return (
    <div
      ref={strip}
      className="augment-strip"
      data-empty={known === 0 || undefined}
      role="img"
      aria-label="Training images, and below each the same image augmented"
    >
      {['original', 'augmented'].map((row) => (
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
