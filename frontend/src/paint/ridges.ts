import { css, inks, magnitudeRgb, type Theme } from './colour';

/** One picture of how numbers are spread: equal bins from -reach to reach, reach a power of two. */
export interface Spread {
  readonly counts: ArrayLike<number>;
  readonly reach: number;
}

export const BINS = 64;

/** The bins of a spread as those of a larger reach: exact, because every reach is a power of two. */
export function widened({ counts, reach }: Spread, to: number): Float64Array {
  const found = new Float64Array(BINS);
  const factor = Math.max(1, Math.round(to / reach));
  for (let bin = 0; bin < BINS; bin++) {
    const place = BINS / 2 + Math.floor((bin - BINS / 2) / factor);
    found[place] = (found[place] ?? 0) + (counts[bin] ?? 0);
  }
  return found;
}

export type RidgePen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'fill' | 'stroke' | 'fillStyle' | 'strokeStyle' | 'lineWidth'
>;

/** How far up and to the side the oldest picture stands of the newest, as shares of the canvas. */
const BACK = 0.55;

/**
 * Draws spreads over time as ridges, the oldest first: the newest stands in front, below the others. The strength of the
 * colour tells the age. Returns the reach of the axis.
 */
export function drawRidges(
  pen: RidgePen,
  spreads: readonly Spread[],
  { width, height }: { width: number; height: number },
  theme: Theme,
): number {
  const reach = spreads.reduce((most, one) => Math.max(most, one.reach), 2 ** -24);
  const { ground, line } = inks(theme);
  const last = Math.max(1, spreads.length - 1);
  const tall = height * (1 - BACK) - 2;
  for (const [index, spread] of spreads.entries()) {
    const bins = widened(spread, reach);
    const most = bins.reduce((top, count) => Math.max(top, count), 1);
    const age = spreads.length === 1 ? 0 : 1 - index / last;
    const base = height - 1 - age * BACK * height;
    pen.beginPath();
    pen.moveTo(0, base);
    for (const [bin, count] of bins.entries()) {
      const y = base - (count / most) * tall;
      pen.lineTo((bin / BINS) * width, y);
      pen.lineTo(((bin + 1) / BINS) * width, y);
    }
    pen.lineTo(width, base);
    pen.closePath();
    pen.fillStyle = css(magnitudeRgb(0.12 + 0.6 * (1 - age), theme));
    pen.fill();
    pen.strokeStyle = age === 0 ? css(magnitudeRgb(1, theme)) : ground;
    pen.lineWidth = age === 0 ? 1.5 : 0.75;
    pen.stroke();
  }
  pen.beginPath();
  pen.moveTo(width / 2, height - 1);
  pen.lineTo(width / 2, height - 5);
  pen.strokeStyle = line;
  pen.lineWidth = 1;
  pen.stroke();
  return reach;
}
