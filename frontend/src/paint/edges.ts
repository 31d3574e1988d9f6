import { signedColour, type Theme } from './colour';

/** All edges from one column of units to the next. */
export interface EdgeBundle {
  /** Where edges leave the first column, and the height at which each unit sends. */
  readonly fromX: number;
  readonly fromY: ArrayLike<number>;
  /** Where edges enter the second column, and the height at which each unit receives. */
  readonly toX: number;
  readonly toY: ArrayLike<number>;
}

/** One edge: the number of the unit it leaves and of the one it enters. */
export interface EdgeRef {
  readonly input: number;
  readonly unit: number;
}

export interface EdgeOptions {
  readonly theme: Theme;
  /** The weight that is drawn widest; larger ones are drawn like it. */
  readonly scale: number;
  /** How far the dashes have moved, in pixels; null when nothing flows or motion is reduced. */
  readonly flow: number | null;
  readonly highlight: EdgeRef | null;
}

/** The part of a canvas context that edges need. */
export type EdgePen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'bezierCurveTo'
  | 'stroke'
  | 'setLineDash'
  | 'lineDashOffset'
  | 'lineWidth'
  | 'strokeStyle'
  | 'globalAlpha'
>;

/** Weights are sorted into this many widths for each sign: a few strokes instead of thousands. */
const LEVELS = 10;
const THINNEST_PX = 0.6;
const WIDEST_PX = 4.2;
const NEGATIVE_DASH = [4, 4];
const FLOWING_DASH = [9, 3];
const SOLID: number[] = [];
const FLOW_PX_PER_MS = 0.024;
/** Both dash patterns repeat after this many pixels. */
const FLOW_PERIOD_PX = 24;

/** How far the dashes have moved at a time: for `EdgeOptions.flow`. */
export const flowAt = (now_ms: number): number => (now_ms * FLOW_PX_PER_MS) % FLOW_PERIOD_PX;

/** The level of a weight: 1 to LEVELS for positive ones, -1 to -LEVELS for negative ones, 0 for none at all. */
export function levelOf(weight: number, scale: number): number {
  if (weight === 0 || Number.isNaN(weight)) return 0;
  const part = Math.min(1, Math.abs(weight) / (scale || 1));
  return Math.sign(weight) * Math.max(1, Math.ceil(part * LEVELS));
}

/** Draws every edge: width and colour tell the weight, dashes that it is negative. `weights` is `(inputs, units)`. */
export function drawEdges(pen: EdgePen, bundle: EdgeBundle, weights: ArrayLike<number>, options: EdgeOptions): void {
  for (let level = -LEVELS; level <= LEVELS; level++) {
    if (drawLevel(pen, bundle, weights, level, options)) {
      style(pen, level, options);
      pen.stroke();
    }
  }
  pen.setLineDash(SOLID);
  pen.lineDashOffset = 0;
  pen.globalAlpha = 1;
  if (options.highlight) drawHighlight(pen, bundle, weights, options.highlight, options);
}

/** Puts all edges of one level into the path; false when there is none. */
function drawLevel(
  pen: EdgePen,
  bundle: EdgeBundle,
  weights: ArrayLike<number>,
  level: number,
  options: EdgeOptions,
): boolean {
  const units = bundle.toY.length;
  let any = false;
  for (let input = 0; input < bundle.fromY.length; input++) {
    for (let unit = 0; unit < units; unit++) {
      if (levelOf(weights[input * units + unit] ?? 0, options.scale) !== level) continue;
      if (!any) pen.beginPath();
      any = true;
      trace(pen, bundle, input, unit);
    }
  }
  return any;
}

function trace(pen: EdgePen, { fromX, fromY, toX, toY }: EdgeBundle, input: number, unit: number): void {
  const middle = (fromX + toX) / 2;
  const y0 = fromY[input] ?? 0;
  const y1 = toY[unit] ?? 0;
  pen.moveTo(fromX, y0);
  pen.bezierCurveTo(middle, y0, middle, y1, toX, y1);
}

const widthOf = (level: number): number => THINNEST_PX + ((WIDEST_PX - THINNEST_PX) * Math.abs(level)) / LEVELS;

function style(pen: EdgePen, level: number, { theme, flow }: EdgeOptions): void {
  const part = Math.abs(level) / LEVELS;
  // Towards zero the scale fades into the ground, and a thin line of ground colour on the ground is none.
  pen.strokeStyle = signedColour(Math.sign(level) * (0.35 + 0.65 * part), theme);
  pen.globalAlpha = 0.35 + 0.6 * part;
  pen.lineWidth = widthOf(level);
  pen.setLineDash(level < 0 ? NEGATIVE_DASH : flow === null ? SOLID : FLOWING_DASH);
  pen.lineDashOffset = flow === null ? 0 : -flow;
}

function drawHighlight(
  pen: EdgePen,
  bundle: EdgeBundle,
  weights: ArrayLike<number>,
  { input, unit }: EdgeRef,
  { theme, scale }: EdgeOptions,
): void {
  const weight = weights[input * bundle.toY.length + unit] ?? 0;
  pen.beginPath();
  trace(pen, bundle, input, unit);
  pen.strokeStyle = signedColour(Math.sign(weight) || 1, theme);
  pen.lineWidth = widthOf(levelOf(weight, scale)) + 2;
  pen.setLineDash(weight < 0 ? NEGATIVE_DASH : SOLID);
  pen.stroke();
  pen.setLineDash(SOLID);
}

/** How far along the curve `x` lies: 0 at the start, 1 at the end. Equal for all edges of a bundle. */
function parameterAt({ fromX, toX }: EdgeBundle, x: number): number {
  const middle = (fromX + toX) / 2;
  let low = 0;
  let high = 1;
  for (let i = 0; i < 24; i++) {
    const t = (low + high) / 2;
    const s = 1 - t;
    const at = s * s * s * fromX + 3 * s * t * middle + t * t * t * toX;
    if (at < x === fromX < toX) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** The edge nearest to a place, if it is at most `within` pixels away. */
export function nearestEdge(bundle: EdgeBundle, x: number, y: number, within: number): EdgeRef | null {
  const { fromX, toX, fromY, toY } = bundle;
  if (x < Math.min(fromX, toX) || x > Math.max(fromX, toX)) return null;
  const t = parameterAt(bundle, x);
  const rise = t * t * (3 - 2 * t);
  const run = 1.5 * (toX - fromX) * (1 - 2 * t + 2 * t * t);
  let nearest: EdgeRef | null = null;
  let best = within;
  for (let input = 0; input < fromY.length; input++) {
    for (let unit = 0; unit < toY.length; unit++) {
      const y0 = fromY[input] ?? 0;
      const height = (toY[unit] ?? 0) - y0;
      const slope = (6 * t * (1 - t) * height) / run;
      const distance = Math.abs(y - y0 - rise * height) / Math.hypot(1, slope);
      if (distance > best) continue;
      best = distance;
      nearest = { input, unit };
    }
  }
  return nearest;
}
