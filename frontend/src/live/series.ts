import type { MetricsRows, Task } from '../protocol/answers';
import type { DataPart } from '../protocol/messages';
import { decimate } from './decimate';

/** The metrics of one run, column by column; NaN where something was not measured. */
export interface Series {
  /** Takes rows from the socket or from REST: what is there already is ignored, what is missing is asked for. */
  append(event: MetricsRows): void;
  /** To be called when asking for missing rows failed: the next rows ask again. */
  gapFailed(): void;
  /** How many rows there are. */
  rows(): number;
  /** How often the run was reset. */
  history(): number;
  /** Changes with every change of the rows. */
  version(): number;
  /** Names of the columns there are. */
  names(): string[];
  /** A column, as a view that is good until the next `append`. */
  column(name: string): Float64Array;
  /** The last number of a column that was measured. */
  last(name: string): number | null;
  /** Columns for a chart of about `points` points: `x` and `names`, null for gaps, extremes kept. */
  drawn(x: string, names: readonly string[], points: number): (number | null)[][];
}

/**
 * The columns of the loss curves: train, validation, test. Judging images takes its time, so their training loss is that of
 * the updates themselves, which is told several times a second.
 */
export const lossColumns = (images: boolean): readonly [string, string, string] => [
  images ? 'loss' : 'train_loss',
  'validation_loss',
  'test_loss',
];

/** What is measured of a part of the data. */
export type Measure = 'loss' | 'accuracy' | 'r2' | 'mae' | 'dice' | 'iou';

/** What there is to measure, the most telling first after the loss. */
export function measuresOf(task: Task): readonly Measure[] {
  if (task === 'regression') return ['loss', 'r2', 'mae'];
  return task === 'segmentation' ? ['loss', 'dice', 'iou', 'accuracy'] : ['loss', 'accuracy'];
}

/** The columns of a measure: train, validation, test. */
export const columnsOf = (measure: Measure, images: boolean): readonly string[] =>
  measure === 'loss' ? lossColumns(images) : ['train', 'validation', 'test'].map((part) => `${part}_${measure}`);

/** The columns of a measure of each class but the first, for one part; those of two classes are the measure itself. */
export function classColumns(series: Pick<Series, 'names'>, part: DataPart, measure: 'dice' | 'iou'): string[] {
  const known = new Set(series.names());
  const found: string[] = [];
  for (let k = 1; known.has(`${part}_${measure}_${k}`); k++) found.push(`${part}_${measure}_${k}`);
  return found;
}

const FIRST_CAPACITY = 1024;
/** How many messages wait while rows before them are fetched; those beyond are fetched later. */
const MOST_WAITING = 256;

/** An empty series. `onGap` is told from which row on rows are missing; whoever fetches them hands them to `append`. */
export function createSeries(onGap: (since: number) => void): Series {
  let columns = new Map<string, Float64Array>();
  let capacity = FIRST_CAPACITY;
  let rows = 0;
  let history = 0;
  let version = 0;
  let asked = false;
  let waiting: MetricsRows[] = [];

  function append(event: MetricsRows): void {
    if (event.history < history) return;
    if (event.history > history) startAnew(event.history);
    const count = event.rows['step']?.length ?? 0;
    if (event.first > rows) {
      if (waiting.length < MOST_WAITING) waiting.push(event);
      if (!asked) {
        asked = true;
        onGap(rows);
      }
      return;
    }
    const skip = rows - event.first;
    if (count <= skip) return;
    write(event.rows, skip, count);
    version += 1;
    if (waiting.length > 0) appendHeld();
  }

  /** The gap shrank: what waited for it may fit now, or shows the next gap. */
  function appendHeld(): void {
    const held = waiting.sort((a, b) => a.first - b.first);
    waiting = [];
    asked = false;
    for (const event of held) append(event);
  }

  function startAnew(number: number): void {
    history = number;
    rows = 0;
    columns = new Map();
    waiting = [];
    asked = false;
    version += 1;
  }

  function write(source: MetricsRows['rows'], skip: number, count: number): void {
    const total = rows + count - skip;
    grow(total);
    for (const name of Object.keys(source))
      if (!columns.has(name)) columns.set(name, new Float64Array(capacity).fill(NaN));
    for (const [name, column] of columns) {
      const values = source[name];
      for (let i = skip; i < count; i++) column[rows + i - skip] = values?.[i] ?? Number.NaN;
    }
    rows = total;
  }

  function grow(total: number): void {
    if (total <= capacity) return;
    while (capacity < total) capacity *= 2;
    for (const [name, column] of columns) {
      const larger = new Float64Array(capacity).fill(Number.NaN);
      larger.set(column);
      columns.set(name, larger);
    }
  }

  const column = (name: string): Float64Array => columns.get(name)?.subarray(0, rows) ?? new Float64Array(0);

  return {
    append,
    gapFailed() {
      asked = false;
    },
    rows: () => rows,
    history: () => history,
    version: () => version,
    names: () => [...columns.keys()],
    column,
    last(name) {
      const values = column(name);
      for (let i = values.length - 1; i >= 0; i--) {
        const value = values[i];
        if (value !== undefined && !Number.isNaN(value)) return value;
      }
      return null;
    },
    drawn: (x, names, points) => decimate(column(x), names.map(column), points),
  };
}
