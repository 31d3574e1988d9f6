import type { Tensors } from '@/live/tensors';
import { PLANE_REACH } from '@/paint/plane';
import type { PartedPoints, PointSet } from '@/paint/points';
import type { DataPart, OwnPoint, PointData } from '@/protocol/names';

/** Points of one's own at most: they travel with the set-up. */
export const MOST = 2000;
const PARTS: readonly DataPart[] = ['train', 'validation', 'test'];

type At = readonly [x: number, y: number];
type Frames = Pick<Tensors, 'numbers'>;

const within = (value: number, reach: number): number => Math.min(reach, Math.max(-reach, value));
/** Hundredths are finer than the eye, and keep links short. */
const rounded = (value: number): number => Math.round(100 * value) / 100 + 0;

/** A point at a place of the plane, within it. */
export const pointAt = ([x, y]: At, label: number): OwnPoint => [
  rounded(within(x, PLANE_REACH)),
  rounded(within(y, PLANE_REACH)),
  label,
];

/** The points of a run as ones one can change; every second, third … where there are too many. Null before they came. */
export function pointsOfRun(tensors: Frames, run: string, values: boolean): OwnPoint[] | null {
  const found: OwnPoint[] = [];
  for (const part of PARTS) {
    const [xy, labels] = [tensors.numbers(run, 'data', `${part}.xy`), tensors.numbers(run, 'data', `${part}.label`)];
    if (!xy || !labels) return null;
    for (const [at, label] of labels.entries()) {
      const own = values ? rounded(within(label, 1)) : Math.round(label);
      found.push(pointAt([xy[2 * at] ?? 0, xy[2 * at + 1] ?? 0], own));
    }
  }
  const every = Math.ceil(found.length / MOST);
  return every > 1 ? found.filter((_, at) => at % every === 0) : found;
}

/** A set as points of one's own: what is there stays, and each lies where it was shown. */
export function asOwn(data: PointData, points: readonly OwnPoint[], classes: number): PointData {
  const { validation_fraction, test_fraction, seed, features } = data;
  const shared = { validation_fraction, test_fraction, seed, features };
  const target = classes === 0 ? { target: 'value' } : { target: 'class', classes };
  return { kind: 'points', samples: MOST, noise: 0, ...shared, ...target, points };
}

/** Points with classes as points with values, or the other way round: the ends stay the ends. */
export function retargeted(points: readonly OwnPoint[], classes: number): OwnPoint[] {
  return points.map(([x, y, label]) => [
    x,
    y,
    classes > 0 ? rounded((2 * label) / (classes - 1) - 1) : label > 0 ? 1 : 0,
  ]);
}

/** On a curve the value of a point is its height, and the network is told x alone. */
export const HEIGHT = PLANE_REACH;
const ACROSS: ReadonlySet<string> = new Set(['x', 'x2', 'sin_x']);
export function isCurve({ kind, target, features, points = [] }: PointData): boolean {
  if (kind === 'curve') return true;
  const lies = ([, y, value]: OwnPoint): boolean => Math.abs(y - HEIGHT * value) < 0.05 * HEIGHT;
  return target === 'value' && features.every((feature) => ACROSS.has(feature)) && points.every(lies);
}

/** What there is to say of points that cannot teach much; empty where all is well. */
export function lacking(points: readonly OwnPoint[], classes: number): string {
  if (points.length === 0) return 'No points yet: click on the plane to set one, or drag to spray.';
  const there = new Set(points.map(([, , label]) => label));
  if (classes === 0) return there.size > 1 ? '' : 'All points have one value: the network will say it everywhere.';
  if (there.size === 1) return 'One class only: pick another colour and draw, or there is nothing to tell apart.';
  const missing = classes - there.size;
  return missing > 0 ? `${missing === 1 ? 'One class has' : `${missing} classes have`} no points yet.` : '';
}

const nameOf = (x: number, y: number, label: number): string =>
  `${Math.fround(x)} ${Math.fround(y)} ${Math.fround(label)}`;

/** The points as they are drawn: in the parts that the run has them in, as far as it knows them already. */
export function shownPoints(
  points: readonly OwnPoint[],
  tensors: Frames,
  run: string,
  parts: readonly DataPart[],
): PartedPoints {
  const known = new Map<string, DataPart>();
  for (const part of PARTS) {
    const [xy, labels] = [tensors.numbers(run, 'data', `${part}.xy`), tensors.numbers(run, 'data', `${part}.label`)];
    for (const [at, label] of labels?.entries() ?? [])
      known.set(nameOf(xy?.[2 * at] ?? 0, xy?.[2 * at + 1] ?? 0, label), part);
  }
  const found: { -readonly [P in DataPart]?: PointSet } = {};
  for (const part of PARTS) {
    const own = points.filter(([x, y, label]) => (known.get(nameOf(x, y, label)) ?? 'train') === part);
    if (part !== 'train' && !parts.includes(part)) continue;
    found[part] = {
      xy: Float32Array.from({ length: 2 * own.length }, (_, at) => own[at >> 1]?.[at & 1] ?? 0),
      label: Float32Array.from(own, ([, , label]) => label),
    };
  }
  return found;
}
