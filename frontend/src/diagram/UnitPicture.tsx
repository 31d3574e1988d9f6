import { useEffect, useRef } from 'react';
import { divergingTable } from '@/paint/colour';
import { createHeatMap } from '@/paint/heatmap';
import { useGlass } from '@/state/glass';
import { useTheme } from '@/state/theme';

/** What one unit answers over the plane, painted as it learns. */
export function UnitPicture({ node, unit }: { node: string; unit: number }) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const heat = createHeatMap(element);
    const shades = divergingTable(theme);
    const run = () => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'units'),
      paint() {
        const map = session.tensors.get(run(), 'units')?.tensors.get(node);
        const [units = 0, size = 0] = map?.shape ?? [];
        // A frame of the network as it was before an edit has no picture for a unit that is new.
        if (!(map?.data instanceof Uint8Array) || unit >= units) return;
        heat.codes(map.data, unit * size * size, size, shades);
      },
    });
  }, [session, theme, node, unit]);
  return <canvas ref={canvas} className="unit-picture" width={32} height={32} />;
}
