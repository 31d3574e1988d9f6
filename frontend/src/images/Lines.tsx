import { useEffect, useRef } from 'react';
import { inks } from '@/paint/colour';
import { drawLines } from '@/paint/lines';
import { useGlass } from '@/state/glass';
import { useTheme } from '@/state/theme';
import { useMaps } from './maps_view';
import { mapsOf } from './reading';

const WIDTH = 192;
const HEIGHT = 96;
const SHARP = 2;

/** A sequence: one line per channel, one below the other, each on the scale of the layer. */
export function Lines({ node, shape }: { node: string; shape: number[] }) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useMaps();
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d');
    if (!element || !pen) return;
    const run = (): string => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'maps'),
      paint() {
        const maps = mapsOf(session.tensors.get(run(), 'maps'), node);
        if (maps?.shape.length !== 2) return;
        const [channels = 0, length = 0] = maps.shape;
        pen.setTransform(SHARP, 0, 0, SHARP, 0, 0);
        pen.clearRect(0, 0, WIDTH, HEIGHT);
        drawLines(pen, maps, { channels, length, width: WIDTH, height: HEIGHT, inks: inks(theme) });
      },
    });
  }, [session, node, theme]);
  const [length = 0, channels = 0] = shape;
  return (
    <div className="node-content" data-rank="2">
      <canvas
        ref={canvas}
        className="node-lines"
        width={WIDTH * SHARP}
        height={HEIGHT * SHARP}
        role="img"
        aria-label={`${channels} lines of ${length} values`}
      />
    </div>
  );
}
