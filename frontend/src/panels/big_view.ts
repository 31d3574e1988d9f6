import type { Session } from '@/live/session';
import type { PartedPoints, PointSet, SurfaceKind } from '@/paint/surface';
import type { Tensor } from '@/protocol/frames';
import type { UnitRef } from '@/state/screen';
import { short } from '@/tables/choosing';
import { placed, type TablePlane, tablePlane, toPlane } from '@/tables/plane';

/** The map in the big view and what its codes mean: `value = lo + code / top * (hi - lo)`. */
export interface Shown {
  map: Tensor | null;
  kind: SurfaceKind;
  lo: number;
  hi: number;
  top: number;
}

type Frames = Pick<Session['tensors'], 'get' | 'numbers'>;

const NOTHING = { map: null, lo: 0, hi: 1, top: 255 };

/** The newest map of a unit: the fine one when it is there, else its small picture, enlarged. */
function unitMap(tensors: Frames, run: string, { node, unit }: UnitRef): Shown {
  const fine = tensors.get(run, `unit:${node}:${unit}`)?.tensors.get('output');
  const all = tensors.get(run, 'units')?.tensors.get(node);
  const scale = tensors.numbers(run, 'units', `${node}:scale`)?.[unit] ?? 1;
  const meaning = { kind: 'unit' as const, top: 254 };
  if (fine) return { ...meaning, map: fine, lo: fine.lo ?? -scale, hi: fine.hi ?? scale };
  const [units = 0, size = 0] = all?.shape ?? [];
  if (!(all?.data instanceof Uint8Array) || unit >= units) return { ...NOTHING, ...meaning };
  const data = all.data.subarray(unit * size * size, (unit + 1) * size * size);
  return { ...meaning, map: { ...all, data, shape: [1, size, size] }, lo: -scale, hi: scale };
}

/** Whether the newest frame has a picture of the unit. */
export function hasUnit(tensors: Pick<Frames, 'get'>, run: string, { node, unit }: UnitRef): boolean {
  return unit < (tensors.get(run, 'units')?.tensors.get(node)?.shape[0] ?? 0);
}

export function shownIn(tensors: Frames, run: string, unit: UnitRef | null, task: SurfaceKind): Shown {
  if (unit) return unitMap(tensors, run, unit);
  const map = tensors.get(run, 'surface')?.tensors.get('output') ?? null;
  const values = task === 'regression' ? tablePlane(tensors, run)?.values : null;
  if (map && values) {
    // Values of a table have its unit; the colours go from -1 to 1 around their mean.
    const [lo, hi] = [((map.lo ?? 0) - values.middle) / values.reach, ((map.hi ?? 1) - values.middle) / values.reach];
    return { map: { ...map, lo, hi }, kind: task, lo, hi, top: 254 };
  }
  return { map, kind: task, lo: map?.lo ?? 0, hi: map?.hi ?? 1, top: task === 'regression' ? 254 : 255 };
}

/** The values of all outputs at a point of the plane. */
export function valuesAt({ map, lo, hi, top }: Shown, x: number, y: number): number[] {
  const [outputs = 0, size = 0] = map?.shape ?? [];
  const codes = map?.data;
  if (!(codes instanceof Uint8Array) || size < 2) return [];
  const cell = (along: number) => Math.min(size - 1, Math.max(0, Math.floor((along / 12) * size)));
  const [column, row] = [cell(x + 6), cell(6 - y)];
  return Array.from(
    { length: outputs },
    (_, output) => lo + ((codes[(output * size + row) * size + column] ?? 0) / top) * (hi - lo),
  );
}

type Part = 'train' | 'validation' | 'test';

/** The points of the chosen parts of the data. */
export function pointsIn(tensors: Frames, run: string, parts: readonly Part[]): PartedPoints {
  const plane = tablePlane(tensors, run);
  const found: { train?: PointSet; validation?: PointSet; test?: PointSet } = {};
  for (const part of parts) {
    const xy = tensors.numbers(run, 'data', `${part}.xy`);
    const label = tensors.numbers(run, 'data', `${part}.label`);
    if (xy && label) found[part] = plane ? placed(xy, label, plane) : { xy, label };
  }
  return found;
}

/** The shown point next to a place of the plane, not further away than `within`: its part and its number there. */
export function nearestPoint(
  points: PartedPoints,
  [x, y]: readonly [number, number],
  within: number,
): { part: Part; index: number } | null {
  let found: { part: Part; index: number } | null = null;
  let least = within * within;
  for (const part of ['train', 'validation', 'test'] as const) {
    const xy = points[part]?.xy;
    for (let index = 0; xy && 2 * index < xy.length; index++) {
      const far = ((xy[2 * index] ?? 0) - x) ** 2 + ((xy[2 * index + 1] ?? 0) - y) ** 2;
      if (far < least) [found, least] = [{ part, index }, far];
    }
  }
  return found;
}

/** Where a sample lies in the plane. */
export function sampleAt(tensors: Frames, run: string, index: number, part: Part = 'train'): [number, number] | null {
  const xy = tensors.numbers(run, 'data', `${part}.xy`);
  // Of a large table only some rows are there.
  const rows = tensors.get(run, 'data')?.tensors.get(`${part}.index`)?.data;
  const at = rows ? rows.indexOf(index) : index;
  const [x, y] = [xy?.[2 * at], xy?.[2 * at + 1]];
  if (x === undefined || y === undefined) return null;
  const plane = tablePlane(tensors, run);
  return plane ? [toPlane(plane.x, x), plane.y.name === '' ? 0 : toPlane(plane.y, y)] : [x, y];
}

/** A reading in words. */
export function reading(shown: Shown, values: number[], table: TablePlane | null = null): string {
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  const number = (value: number) => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;
  const first = values[0];
  if (first === undefined) return '';
  if (shown.kind === 'multiclass' && values.length > 1) {
    const best = values.indexOf(Math.max(...values));
    return `${table?.classes[best] ?? `class ${best + 1}`} with ${percent(values[best] ?? 0)}`;
  }
  if (shown.kind === 'binary')
    return `${table?.classes[first >= 0.5 ? 1 : 0] ?? `class ${first >= 0.5 ? 'blue' : 'orange'}`} with ${percent(Math.max(first, 1 - first))}`;
  const scale = shown.kind === 'regression' ? table?.values : null;
  return scale ? short(scale.middle + scale.reach * first) : number(first);
}
