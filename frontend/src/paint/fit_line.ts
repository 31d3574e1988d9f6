import type { Tensor } from '../protocol/frames';
import { inks, type Theme } from './colour';
import { PLANE_REACH, type Plane } from './plane';

/** The part of a canvas context that the line needs. */
export type FitPen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'strokeStyle' | 'lineWidth' | 'lineJoin'
>;

/**
 * The values along the middle row of a map of one output: `(x, y)` in the plane, whose height of 6 is a value of 1. What
 * leaves the plane runs along its edge. Codes 0 to 254 stand for `lo` to `hi`.
 */
export function fitOf({ data, shape, lo, hi }: Pick<Tensor, 'data' | 'shape' | 'lo' | 'hi'>): [x: number, y: number][] {
  const size = shape.at(-1) ?? 0;
  if (!(data instanceof Uint8Array) || size < 2) return [];
  const [low, high] = [lo ?? 0, hi ?? 1];
  const row = Math.floor(size / 2) * size;
  return Array.from({ length: size }, (_, at) => {
    const value = low + ((data[row + at] ?? 0) / 254) * (high - low);
    const x = ((at + 0.5) / size) * 2 * PLANE_REACH - PLANE_REACH;
    return [x, Math.min(PLANE_REACH, Math.max(-PLANE_REACH, PLANE_REACH * value))];
  });
}

/** Draws what a network that is told x alone predicts, as a line over the plane: dark on light, to show on every ground. */
export function drawFit(
  pen: FitPen,
  plane: Plane,
  fit: readonly (readonly [x: number, y: number])[],
  theme: Theme,
): void {
  const { ink, ground } = inks(theme);
  pen.lineJoin = 'round';
  for (const [colour, width] of [
    [ground, 5],
    [ink, 2],
  ] as const) {
    pen.beginPath();
    for (const [at, [x, y]] of fit.entries())
      at === 0 ? pen.moveTo(plane.px(x), plane.py(y)) : pen.lineTo(plane.px(x), plane.py(y));
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }
}
