import { useEffect, useRef } from 'react';
import { createPicture } from '@/paint/picture';
import { isInput } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import type { Paper } from './brush';
import { inputImage } from './input_image';
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
    let image: Paper | null = null;
    const run = (): string => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'maps'),
      paint() {
        image = inputImage(mapsOf(session.tensors.get(run(), 'maps'), input), image);
        if (image) picture.paint(image.bytes, 0, image.height, image.width, image.channels);
      },
    });
  }, [session, input]);
  return <canvas ref={canvas} className="big-image" role="img" aria-label={label} />;
}
