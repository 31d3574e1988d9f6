import { decimate } from '@/live/decimate';
import type { Series } from '@/live/series';
import type { Columns } from '@/paint/chart_options';
import type { DataPart } from '@/protocol/names';

export type Along = 'epoch' | 'step';
export type Compared = 'loss' | 'accuracy' | 'dice' | 'iou';

type Known = Pick<Series, 'names' | 'column'>;

/** A column with numbers in it; judged seldom or never, a column may be there and empty. */
const hasNumbers = (series: Known, name: string): boolean => series.column(name).some((value) => !Number.isNaN(value));

/**
 * The column of a measure of a part in the rows of a run; null where nobody measured it. The training loss that is
 * judged stands for that of the updates themselves, which is all there is of images.
 */
export function columnFor(series: Known, measure: Compared, part: DataPart): string | null {
  const names = measure === 'loss' && part === 'train' ? ['train_loss', 'loss'] : [`${part}_${measure}`];
  return names.find((name) => series.names().includes(name) && hasNumbers(series, name)) ?? null;
}

/** What can be compared of some runs: the measures and the parts that any of them has. */
export function comparable(runs: readonly Known[]): { measures: Compared[]; parts: DataPart[] } {
  const has = (measure: Compared, part: DataPart): boolean =>
    runs.some((series) => columnFor(series, measure, part) !== null);
  const measures = (['loss', 'accuracy', 'dice', 'iou'] as const).filter((measure) =>
    PARTS.some((part) => has(measure, part)),
  );
  return { measures, parts: PARTS.filter((part) => measures.some((measure) => has(measure, part))) };
}

const PARTS = ['train', 'validation', 'test'] as const;

/** The curves of runs over one axis: x, then a column for each run, with gaps where it was not measured. */
export function overlaid(
  runs: readonly Known[],
  measure: Compared,
  part: DataPart,
  along: Along,
  points = 600,
): Columns {
  const curves = runs.map((series) => curveOf(series, measure, part, along, points));
  const xs = [...new Set(curves.flatMap(({ x }) => x))].toSorted((a, b) => a - b);
  const rows = new Map(xs.map((x, row) => [x, row]));
  const columns = curves.map(({ x, y }) => {
    const column: (number | null)[] = xs.map(() => null);
    x.forEach((at, index) => {
      column[rows.get(at) ?? 0] = y[index] ?? null;
    });
    return column;
  });
  return [xs, ...columns];
}

interface Curve {
  x: number[];
  y: number[];
}

/** The points of a curve that were measured, thinned with its extremes kept. */
function curveOf(series: Known, measure: Compared, part: DataPart, along: Along, points: number): Curve {
  const name = columnFor(series, measure, part);
  const curve: Curve = { x: [], y: [] };
  if (name === null) return curve;
  const [at, values] = [series.column(along), series.column(name)];
  const measured = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  const pick = (column: Float64Array) => Float64Array.from(measured, (row) => column[row] ?? Number.NaN);
  const [xs = [], ys = []] = decimate(pick(at), [pick(values)], points);
  xs.forEach((x, index) => {
    const y = ys[index];
    if (x === null || y === null || y === undefined) return;
    curve.x.push(x);
    curve.y.push(y);
  });
  return curve;
}
