import { useEffect, useRef } from 'react';
import { createPicture } from '@/paint/picture';
import { codeValue } from '@/paint/scale';
import { isInput } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { mapsOf } from './reading';

/** The image whose maps are shown, as the network was given it. */
export function BigImage({ label }: { label: string }) {
  const { session } = useGlass();
  const input = useProject((state) => state.spec.network.nodes.find(isInput)?.id ?? '');
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const picture = createPicture(element);
    let bytes = new Uint8Array(0);
    const run = (): string => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'maps'),
      paint() {
        const maps = mapsOf(session.tensors.get(run(), 'maps'), input);
        const [channels = 0, height = 0, width = 0] = maps?.shape ?? [];
        if (maps?.shape.length !== 3) return;
        const size = height * width;
        if (bytes.length !== size * channels) bytes = new Uint8Array(size * channels);
        for (let channel = 0; channel < channels; channel++) {
          const [lo, hi] = [maps.lo[channel] ?? 0, maps.hi[channel] ?? 1];
          for (let i = 0; i < size; i++) {
            const value = codeValue(maps.codes[channel * size + i] ?? 0, lo, hi);
            bytes[i * channels + channel] = Math.round(255 * Math.min(1, Math.max(0, value)));
          }
        }
        picture.paint(bytes, 0, height, width, channels);
      },
    });
  }, [session, input]);
  return <canvas ref={canvas} className="big-image" role="img" aria-label={label} />;
}
