import { labelName } from '@/points/telling';
import { type Frame, numbersOf } from '@/protocol/frames';
import { short } from './choosing';

/** What the examples are called. */
export type Things = 'rows' | 'points';

/** What the classes are called on the page: those of points have no names of their own. */
export const namesIn = (classes: readonly string[], things: Things): string[] =>
  things === 'rows' ? [...classes] : classes.map((_, number) => labelName(number, classes.length));

/** What is told of how well a part is learned. */
export interface Figures {
  readonly classes: readonly string[];
  readonly samples: number;
  /** In the order in which they are told. */
  readonly lines: readonly { readonly name: string; readonly text: string; readonly hint: string }[];
}

const numberIn = (frame: Frame, name: string): number | null => {
  const value = frame.meta[name];
  return typeof value === 'number' ? value : null;
};
const share = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
const plain = (value: number | null): string => (value === null ? '–' : short(Number(value.toPrecision(3))));

/** The names of the classes that a frame tells; empty for values. */
export const classesOf = (frame: Frame): string[] => {
  const { classes } = frame.meta;
  return Array.isArray(classes) ? classes.map(String) : [];
};

/** The figures of a frame of `scores`. */
export function figuresIn(frame: Frame, things: Things = 'rows'): Figures {
  const classes = namesIn(classesOf(frame), things);
  const one = things.slice(0, -1);
  const samples = numberIn(frame, 'samples') ?? 0;
  const lines =
    classes.length === 0
      ? [
          { name: 'R²', text: plain(numberIn(frame, 'r2')), hint: '1: all is explained; 0: no better than their mean' },
          { name: 'MAE', text: plain(numberIn(frame, 'mae')), hint: 'How far off it is on average, in their unit' },
          { name: 'RMSE', text: plain(numberIn(frame, 'rmse')), hint: 'Like MAE, but large errors count for more' },
        ]
      : [
          { name: 'Accuracy', text: share(numberIn(frame, 'accuracy')), hint: `Share of the ${things} that are right` },
          {
            name: 'Balanced',
            text: share(numberIn(frame, 'balanced_accuracy')),
            hint: 'Mean recall of the classes: a rare class counts as much as a frequent one',
          },
          ...(classes.length === 2
            ? [
                {
                  name: 'AUC',
                  text: plain(numberIn(frame, 'auc')),
                  hint: `How often a ${one} of the second class gets the higher probability; 0.5 is guessing`,
                },
              ]
            : []),
        ];
  return { classes, samples, lines };
}

/** A curve of two tensors as an SVG path over a square of `side`, the second upwards. */
export function pathOf(frame: Frame | undefined, across: string, up: string, side: number): string {
  const [x, y] = [numbersOf(frame?.tensors.get(across)), numbersOf(frame?.tensors.get(up))];
  if (!x || !y || x.length === 0) return '';
  return Array.from(
    x,
    (one, at) => `${at === 0 ? 'M' : 'L'}${round(one * side)} ${round((1 - (y[at] ?? 0)) * side)}`,
  ).join('');
}
const round = (value: number): number => Math.round(10 * value) / 10;

/** Residuals over predictions: dots as an SVG path of points, and the ends of both axes. */
export interface ResidualPlot {
  readonly path: string;
  readonly low: number;
  readonly high: number;
  /** How far the largest residual is from 0. */
  readonly reach: number;
}

/** Where the dots of a residual plot of `width` × `height` lie; null where there are none. */
export function residualsIn(frame: Frame | undefined, width: number, height: number): ResidualPlot | null {
  const said = numbersOf(frame?.tensors.get('predicted'));
  const left = numbersOf(frame?.tensors.get('residual'));
  if (!said || !left || said.length === 0) return null;
  let [low, high, reach] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const one of said) [low, high] = [Math.min(low, one), Math.max(high, one)];
  for (const one of left) reach = Math.max(reach, Math.abs(one));
  if (!Number.isFinite(low + high + reach)) return null;
  const [span, most] = [high - low || 1, reach || 1];
  const path = Array.from(
    said,
    (one, at) =>
      `M${round(((one - low) / span) * width)} ${round(height / 2 - ((left[at] ?? 0) / most) * (height / 2 - 2))}h0`,
  ).join('');
  return { path, low, high, reach: most };
}

/** One example with its loss and its cells. */
export interface LossRow {
  readonly index: number;
  /** Its number in the file, the header being 1. */
  readonly row: number | null;
  readonly loss: number;
  readonly truth: string;
  readonly said: string;
  readonly right: boolean | null;
  readonly cells: readonly string[];
}

export interface LossTable {
  readonly rows: readonly LossRow[];
  readonly columns: readonly string[];
  /** How many there are, shown or not. */
  readonly total: number;
  readonly mean: number | null;
}

/** The points of a frame of `losses` with where they lie; `xy` are those of their part, in turn. */
export function lossPoints(frame: Frame, xy: Float32Array | undefined): LossTable {
  const table = lossRows(frame, 'points');
  const told = (value: number | undefined): string => (value === undefined ? '·' : value.toFixed(1).replace('-', '−'));
  const rows = table.rows.map((row) => ({ ...row, cells: [told(xy?.[2 * row.index]), told(xy?.[2 * row.index + 1])] }));
  return { ...table, rows, columns: ['x', 'y'] };
}

/** The rows of a frame of `losses`, and the columns their cells belong to. */
export function lossRows(frame: Frame, things: Things = 'rows'): LossTable {
  const of = (name: string): ArrayLike<number> => frame.tensors.get(name)?.data ?? [];
  const [index, loss, label, predicted, confidence, row, cells] = [
    of('index'),
    of('loss'),
    of('label'),
    of('predicted'),
    of('confidence'),
    of('row'),
    of('cells'),
  ];
  const classes = namesIn(classesOf(frame), things);
  const columns = columnsIn(frame);
  const name = (value: number | undefined): string =>
    value === undefined ? '–' : classes.length > 0 ? (classes[value] ?? String(value)) : short(value);
  const rows = Array.from(index, (number, at): LossRow => {
    const sure = confidence[at];
    return {
      index: number,
      row: row[at] ?? null,
      loss: loss[at] ?? Number.NaN,
      truth: name(label[at]),
      said: name(predicted[at]) + (sure === undefined ? '' : ` ${Math.round(100 * sure)} %`),
      right: classes.length > 0 ? label[at] === predicted[at] : null,
      cells: columns.map(({ categories }, place) => {
        const cell = cells[at * columns.length + place];
        if (cell === undefined || Number.isNaN(cell)) return '·';
        return categories.length > 0 ? (categories[cell] ?? '·') : short(cell);
      }),
    };
  });
  return {
    rows,
    columns: columns.map((one) => one.name),
    total: numberIn(frame, 'total') ?? rows.length,
    mean: numberIn(frame, 'mean'),
  };
}

function columnsIn({ meta }: Frame): { name: string; categories: string[] }[] {
  const { columns } = meta;
  if (!Array.isArray(columns)) return [];
  return columns.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('name' in one)) return { name: '', categories: [] };
    const categories = 'categories' in one && Array.isArray(one.categories) ? one.categories.map(String) : [];
    return { name: String(one.name), categories };
  });
}
