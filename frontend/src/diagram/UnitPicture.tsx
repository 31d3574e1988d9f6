import { useEffect, useRef } from 'react';
import { divergingTable, valueTable } from '@/paint/colour';
import { createHeatMap } from '@/paint/heatmap';
import { useGlass } from '@/state/glass';
import { useTheme } from '@/state/theme';

interface UnitPictureProps {
  node: string;
  unit: number;
  /** Show which of two classes it decides for, in their colours, as the big view does. */
  decides: boolean;
}

/** What one unit answers over the plane, painted as it learns. */
export function UnitPicture({ node, unit, decides }: UnitPictureProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const heat = createHeatMap(element);
    const shades = divergingTable(theme);
    const classes = valueTable({ lo: 0, hi: 1, zero: 0.5, reach: 0.5 }, theme);
    const run = () => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), decides ? 'surface' : 'units'),
      paint() {
        if (decides) {
          const map = session.tensors.get(run(), 'surface')?.tensors.get('output');
          const [outputs = 0, size = 0] = map?.shape ?? [];
          if (map?.data instanceof Uint8Array && outputs === 1) heat.codes(map.data, 0, size, classes);
          return;
        }
        const map = session.tensors.get(run(), 'units')?.tensors.get(node);
        const [units = 0, size = 0] = map?.shape ?? [];
        // A frame of the network as it was before an edit has no picture for a unit that is new.
        if (!(map?.data instanceof Uint8Array) || unit >= units) return;
        heat.codes(map.data, unit * size * size, size, shades);
      },
    });
  }, [session, theme, node, unit, decides]);
  return <canvas ref={canvas} className="unit-picture" width={32} height={32} />;
}
