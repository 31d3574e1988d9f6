import type { Tensors } from '@/live/tensors';
import type { AxisLook } from '@/paint/plane';
import { PLANE_REACH } from '@/paint/plane';
import type { Frame } from '@/protocol/frames';
import { short } from './choosing';

type Frames = Pick<Tensors, 'get'>;

/** One side of the picture: a column, and what it shows from end to end in the unit of the table. */
export interface Side {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** The texts of a column of texts, text k lying at k. */
  readonly categories: readonly string[];
}

/** What a table shows of itself: two columns, and the scale of the values that are learned. */
export interface TablePlane {
  readonly x: Side;
  readonly y: Side;
  /** Of values: the one in the middle of the colours, and how far the strongest colour is from it; else null. */
  readonly values: { readonly middle: number; readonly reach: number } | null;
  /** Names of the classes; empty for values. */
  readonly classes: readonly string[];
}

const known = new WeakMap<Frame, TablePlane | null>();

/** The plane of the points that are there; null where they are no table. */
export function tablePlane(frames: Frames, run: string): TablePlane | null {
  const frame = frames.get(run, 'data');
  if (!frame) return null;
  const before = known.get(frame);
  if (before !== undefined) return before;
  const found = planeOf(frame);
  known.set(frame, found);
  return found;
}

function planeOf(frame: Frame): TablePlane | null {
  const [x, y] = [sideOf(frame, 'x'), sideOf(frame, 'y')];
  if (!x || !y) return null;
  const { names, task } = frame.meta;
  const classes = Array.isArray(names) ? names.map(String) : [];
  return { x, y, classes, values: task === 'regression' ? valuesOf(frame) : null };
}

function sideOf({ meta }: Frame, name: 'x' | 'y'): Side | null {
  const [range, categories] = [meta[`${name}_range`], meta[`${name}_categories`]];
  if (!Array.isArray(range)) return null;
  const [low = 0, high = 1] = range.map(Number);
  const title = meta[name];
  return {
    name: typeof title === 'string' ? title : '',
    low,
    high,
    categories: Array.isArray(categories) ? categories.map(String) : [],
  };
}

function valuesOf(frame: Frame): { middle: number; reach: number } {
  const labels = frame.tensors.get('train.label')?.data ?? [];
  let sum = 0;
  for (const label of labels) sum += label;
  const middle = labels.length > 0 ? sum / labels.length : 0;
  let reach = 0;
  for (const label of labels) reach = Math.max(reach, Math.abs(label - middle));
  return { middle, reach: reach || 1 };
}

const SPAN = 2 * PLANE_REACH;

/** From the unit of the table to the plane, which reaches from -6 to 6. */
export const toPlane = ({ low, high }: Side, value: number): number =>
  ((value - low) / (high - low)) * SPAN - PLANE_REACH;
export const fromPlane = ({ low, high }: Side, at: number): number => low + ((at + PLANE_REACH) / SPAN) * (high - low);

/** Points in the unit of the table, as they lie on the plane; labels of values between -1 and 1. */
export function placed(xy: Float32Array, label: Float32Array, { x, y, values }: TablePlane) {
  const on = new Float32Array(xy.length);
  for (let i = 0; i + 1 < xy.length; i += 2) {
    on[i] = toPlane(x, xy[i] ?? 0);
    on[i + 1] = y.name === '' ? 0 : toPlane(y, xy[i + 1] ?? 0);
  }
  return { xy: on, label: values ? label.map((one) => (one - values.middle) / values.reach) : label };
}

const MOST_TICKS = 5;

/** Round numbers along a side, or its texts. */
export function ticksOf(side: Side): [at: number, text: string][] {
  if (side.name === '') return [];
  if (side.categories.length > 0) return side.categories.map((text, at) => [toPlane(side, at), text]);
  const rough = (side.high - side.low) / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10);
  const ticks: [number, string][] = [];
  for (let k = Math.ceil(side.low / step); k * step <= side.high && ticks.length < 12; k++)
    ticks.push([toPlane(side, k * step), short(Number((k * step).toPrecision(12)))]);
  return ticks;
}

/** How the axes of a table are drawn. */
export const axesOf = ({ x, y }: TablePlane): AxisLook => ({
  x: { name: x.name, ticks: ticksOf(x) },
  y: { name: y.name, ticks: ticksOf(y) },
});

/** A place of the plane in the words of the table: `petal length 4.2, petal width 1.3`. */
export function placeTelling({ x, y }: TablePlane, [across, up]: readonly [number, number]): string {
  const one = (side: Side, at: number): string => {
    const value = fromPlane(side, at);
    return `${side.name} ${side.categories[Math.round(value)] ?? short(value)}`;
  };
  return [one(x, across), ...(y.name === '' ? [] : [one(y, up)])].join(', ');
}
