import type { Frame } from '@/protocol/frames';

export type What = 'weights' | 'biases' | 'activations' | 'gradients';
export const WHATS: readonly What[] = ['weights', 'biases', 'activations', 'gradients'];

/** One row of the view: how the numbers of a layer of one kind are spread. */
export interface SpreadRow {
  readonly node: string;
  readonly what: What;
  readonly counts: Int32Array;
  readonly reach: number;
  readonly zeros: number;
  readonly near: number;
  readonly total: number;
  readonly rms: number;
}

const isWhat = (value: unknown): value is What => WHATS.some((one) => one === value);

/** The rows of a frame. */
export function rowsOf(frame: Frame | undefined): SpreadRow[] {
  const told: unknown = frame?.meta['rows'];
  const data = (key: string) => frame?.tensors.get(key)?.data;
  const counts = data('counts');
  const numbers = ['reach', 'zeros', 'near', 'total', 'rms'].map(data);
  if (!Array.isArray(told) || !(counts instanceof Int32Array) || told.length === 0) return [];
  const bins = counts.length / told.length;
  return told.flatMap((one: unknown, row): SpreadRow[] => {
    const { node, what } = Object(one);
    if (typeof node !== 'string' || !isWhat(what)) return [];
    const [reach = 1, zeros = 0, near = 0, total = 0, rms = 0] = numbers.map((column) => Number(column?.[row] ?? 0));
    return [{ node, what, counts: counts.slice(row * bins, (row + 1) * bins), reach, zeros, near, total, rms }];
  });
}

/** The norm of the gradient of each layer, in the order of the network; -1 where it is not finite. */
export function normsOf(frame: Frame | undefined): [node: string, norm: number][] {
  const norms: unknown = frame?.meta['norms'];
  if (typeof norms !== 'object' || norms === null) return [];
  return Object.entries(norms).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}

const VANISHED = 0.01;

/** What the norms say of the flow of gradients, in words. */
export function gradientTelling(norms: readonly (readonly [node: string, norm: number])[]): string {
  const found = norms.filter(([, norm]) => norm >= 0);
  if (found.length < norms.length) return 'Some gradients are no finite numbers: the training is about to diverge.';
  const [first] = found;
  const last = found.at(-1);
  if (!first || !last || found.length < 2) return '';
  const largest = Math.max(...found.map(([, norm]) => norm));
  if (largest === 0) return 'All gradients are zero: nothing is learned from this batch.';
  const times = first[1] > 0 ? last[1] / first[1] : Number.POSITIVE_INFINITY;
  if (first[1] < VANISHED * last[1])
    return `The gradient vanishes on its way back: at ${first[0]} it is ${Number.isFinite(times) ? `${Math.round(times)} times smaller than` : 'zero, unlike'} at ${last[0]}, so the first layers hardly learn.`;
  if (last[1] < VANISHED * first[1])
    return `The gradient grows on its way back: at ${first[0]} it is ${last[1] > 0 ? `${Math.round(1 / times)} times` : 'much'} larger than at ${last[0]}.`;
  return 'Gradients of all layers are of a like size: every layer learns.';
}

/** How many weights count as gone, in words. */
export function weightsTelling({ near, zeros, total }: Pick<SpreadRow, 'near' | 'zeros' | 'total'>): string {
  return zeros > 0 ? `${near} of ${total} at zero, ${zeros} of them exactly` : `${near} of ${total} at zero`;
}

/** Pictures of the past, the newest last. */
export interface Past {
  readonly step: number;
  readonly rows: readonly SpreadRow[];
}

export const MOST = 40;

/** The past with another frame; it begins anew where training did. A frame of the same step replaces the last one. */
export function remembered(past: readonly Past[], frame: Frame): Past[] {
  const rows = rowsOf(frame);
  const last = past.at(-1);
  const same =
    last?.rows.length === rows.length &&
    last.rows.every(({ node, what }, row) => node === rows[row]?.node && what === rows[row]?.what);
  if (!last || !same || frame.step < last.step) return [{ step: frame.step, rows }];
  const before = frame.step === last.step ? past.slice(0, -1) : past;
  return [...before, { step: frame.step, rows }].slice(-MOST);
}
