import { useEffect, useRef, useState } from 'react';
import { classColour, signedColour, type Theme } from '@/paint/colour';
import { traceMarker } from '@/paint/marker';
import { planeIn } from '@/paint/plane';
import type { Preview } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useTheme } from '@/state/theme';

const SIDE_PX = 44;
const SAMPLES = 110;
const NOISE = 0.05;

/** Too small for shapes: the set is told by its name too. */
function colourOf({ task }: Preview, label: number, theme: Theme): string {
  if (task === 'multiclass') return classColour(label, theme);
  return signedColour(task === 'binary' ? 2 * label - 1 : label * 1.5, theme);
}

/** A data set in little. */
export function Thumbnail({ kind }: { kind: string }) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    session.rest
      .preview({ kind, samples: SAMPLES, noise: NOISE, seed: 0 }, gone.signal)
      .then(setPreview, () => undefined);
    return () => gone.abort();
  }, [session, kind]);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen || !preview) return;
    pen.setTransform(2, 0, 0, 2, 0, 0);
    pen.clearRect(0, 0, SIDE_PX, SIDE_PX);
    const plane = planeIn(SIDE_PX, SIDE_PX, false);
    for (const [index, [x, y]] of preview.points.entries()) {
      pen.beginPath();
      traceMarker(pen, 'circle', plane.px(x), plane.py(y), 1.4);
      pen.fillStyle = colourOf(preview, preview.labels[index] ?? 0, theme);
      pen.fill();
    }
  }, [preview, theme]);
  return <canvas ref={canvas} className="thumbnail" width={2 * SIDE_PX} height={2 * SIDE_PX} aria-hidden />;
}
