import type { Catalog, Feature, OptimiserSpec, PointData, RunSpec, TrainingSpec } from '@/protocol/names';
import { isPoints } from '@/protocol/spec';
import { DEFAULT_DATA, DEFAULT_SPEC } from './defaults';
import { readHeld } from './held';
import { decodeNet, encodeNet } from './link_net';
import { readStack, writeStack } from './stack';
import { classesOf, FACTS, type Facts, SUITS, taskOf } from './task';

/** The kinds a link may name; an absent list lets every name pass. */
export interface Known {
  datasets?: string[];
  activations?: string[];
  initialisers?: string[];
  optimisers?: string[];
  losses?: string[];
}

export function knownFrom(catalog: Catalog): Known {
  const kinds = (entries: { kind: string }[]): string[] => entries.map((entry) => entry.kind);
  return {
    datasets: kinds(catalog.datasets),
    activations: kinds(catalog.activations),
    initialisers: kinds(catalog.initialisers),
    optimisers: kinds(catalog.optimisers),
    losses: kinds(catalog.losses),
  };
}

const FEATURES: readonly Feature[] = ['x', 'y', 'x2', 'y2', 'xy', 'sin_x', 'sin_y'];

type Bounds = { lo: number; hi: number; whole?: boolean; none?: boolean };
const SEED: Bounds = { lo: 0, hi: 2 ** 31 - 1, whole: true };
const DATA_NUMBERS = {
  n: ['samples', { lo: 10, hi: 20_000, whole: true }],
  noise: ['noise', { lo: 0, hi: 1 }],
  val: ['validation_fraction', { lo: 0, hi: 0.9 }],
  test: ['test_fraction', { lo: 0, hi: 0.9 }],
  dataseed: ['seed', SEED],
} as const satisfies Record<string, readonly [keyof PointData, Bounds]>;
const TRAINING_NUMBERS = {
  batch: ['batch_size', { lo: 1, hi: 20_000, whole: true }],
  l1: ['l1', { lo: 0, hi: 1000 }],
  l2: ['l2', { lo: 0, hi: 1000 }],
  epochs: ['max_epochs', { lo: 1, hi: 1e9, whole: true, none: true }],
  below: ['stop_below', { lo: 1e-12, hi: 1e12, none: true }],
  speed: ['updates_per_s', { lo: 0.01, hi: 1e9, none: true }],
  seed: ['seed', SEED],
} as const satisfies Record<string, readonly [keyof TrainingSpec, Bounds]>;
const KNOBS: Record<Exclude<keyof OptimiserSpec, 'kind' | 'learning_rate'>, Bounds> = {
  momentum: { lo: 0, hi: 1 },
  decay: { lo: 0, hi: 1 },
  beta1: { lo: 0, hi: 1 },
  beta2: { lo: 0, hi: 1 },
  epsilon: { lo: 0, hi: 1 },
  weight_decay: { lo: 0, hi: 100 },
};

const fields = <T extends object>(table: T): (keyof T & string)[] =>
  Object.keys(table).filter((key): key is keyof T & string => key in table);

/** The set-up as the text after `#`: readable, and only what differs from the default. Empty for what it has no words for: networks that are no stack, images, schedules. */
export function encodeSpec(spec: RunSpec): string {
  const stack = readStack(spec.network);
  const { data, training } = spec;
  if (!stack || !isPoints(data) || hasMore(data) || !isTellable(training)) return '';
  if (stack.layers.some(({ dense }) => dense.own_penalty)) return '';
  const base = DEFAULT_SPEC;
  const parts: string[] = [`data=${data.kind}`];
  if (data.classes !== undefined) parts.push(`classes=${data.classes}`);
  for (const key of fields(DATA_NUMBERS)) {
    const [name] = DATA_NUMBERS[key];
    if (data[name] !== DEFAULT_DATA[name]) parts.push(`${key}=${data[name]}`);
  }
  if (data.features.join() !== DEFAULT_DATA.features.join()) parts.push(`features=${data.features.join(',')}`);
  parts.push(...encodeNet(stack), `opt=${training.optimiser.kind}`, `lr=${training.optimiser.learning_rate}`);
  for (const key of fields(KNOBS)) {
    const value = training.optimiser[key];
    if (value !== undefined) parts.push(`${key}=${value}`);
  }
  parts.push(`loss=${training.loss.kind}`);
  if (training.loss['delta'] !== undefined) parts.push(`delta=${training.loss['delta']}`);
  for (const key of fields(TRAINING_NUMBERS)) {
    const [name] = TRAINING_NUMBERS[key];
    if (training[name] !== base.training[name]) parts.push(`${key}=${training[name] ?? 'none'}`);
  }
  const { held } = spec.network;
  if (held && held.length > 0) parts.push(`held=${held.join(',')}`);
  return parts.join('&');
}

/** Whether points are told by more than the readable link has words for. */
const hasMore = ({ squares, shape, target, points }: PointData): boolean =>
  [squares, shape, target, points].some((field) => field !== undefined);

/** Whether the readable link has words for the loss, the schedule, and what else there is of training. */
const isTellable = ({ loss, schedule, clipping, patience }: TrainingSpec): boolean =>
  Object.entries(loss).every(
    ([name, value]) =>
      ['kind', 'delta'].includes(name) ||
      (name === 'foreground_weight' && value === 1) ||
      (Array.isArray(value) && value.length === 0),
  ) &&
  (schedule === undefined || schedule.kind === 'constant') &&
  (clipping === undefined || clipping.kind === 'none') &&
  (patience ?? null) === null;

export interface Decoded {
  spec: RunSpec;
  /** The parts of the link that could not be read; the default stands in for them. */
  unread: string[];
}

function entriesOf(hash: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of hash.replace(/^#/, '').slice(0, 4000).split('&')) {
    const at = part.indexOf('=');
    if (at > 0) found.set(part.slice(0, at), part.slice(at + 1));
    else if (part !== '') found.set(part.slice(0, 24), '');
  }
  return found;
}

/** The set-up a link describes. What cannot be read is named and the default used instead; nothing is thrown. */
export function decodeSpec(hash: string, known: Known = {}, facts: Facts = FACTS): Decoded {
  const entries = entriesOf(hash);
  const unread = new Set(entries.keys());
  const accept = <T>(key: string, read: (text: string) => T | undefined, put: (value: T) => void): void => {
    const text = entries.get(key);
    const value = text === undefined ? undefined : read(text);
    if (value === undefined) return;
    unread.delete(key);
    put(value);
  };
  const kind = (list: string[] | undefined) => (text: string) =>
    /^[a-z][a-z0-9_]{0,39}$/.test(text) && (list?.includes(text) ?? true) ? text : undefined;

  const data: PointData = { ...DEFAULT_DATA, features: [...DEFAULT_DATA.features] };
  accept('data', kind(known.datasets), (value) => {
    data.kind = value;
  });
  const classes = facts.classes[data.kind];
  if (classes !== undefined) {
    data.classes = classes;
    accept('classes', number({ lo: 2, hi: 5, whole: true }), (value) => {
      if (value !== null) data.classes = value;
    });
  }
  for (const key of fields(DATA_NUMBERS)) {
    const [name, bounds] = DATA_NUMBERS[key];
    accept(key, number(bounds), (value) => {
      if (value !== null) data[name] = value;
    });
  }
  if (data.validation_fraction + data.test_fraction > 0.95) {
    data.validation_fraction = DEFAULT_SPEC.data.validation_fraction;
    data.test_fraction = DEFAULT_SPEC.data.test_fraction;
    unread.add('val').add('test');
  }
  accept('features', readFeatures, (value) => {
    data.features = value;
  });

  const task = taskOf(data, facts);
  const units = Math.max(1, task === 'multiclass' ? classesOf(data, facts) : 1);
  const net = decodeNet(entries, units, SUITS[task].activation, { ...known });
  for (const key of net.read) unread.delete(key);

  const training: TrainingSpec = { ...DEFAULT_SPEC.training, loss: { kind: SUITS[task].loss } };
  const optimiser: OptimiserSpec = { ...DEFAULT_SPEC.training.optimiser };
  accept('opt', kind(known.optimisers), (value) => {
    optimiser.kind = value;
  });
  accept('lr', number({ lo: 0, hi: 1e12 }), (value) => {
    if (value !== null) optimiser.learning_rate = value;
  });
  for (const key of fields(KNOBS)) {
    accept(key, number(KNOBS[key]), (value) => {
      if (value !== null) optimiser[key] = value;
    });
  }
  const losses = SUITS[task].losses.filter((name) => known.losses?.includes(name) ?? true);
  accept('loss', kind([...losses]), (value) => {
    training.loss = { kind: value };
  });
  if (training.loss.kind === 'huber') {
    accept('delta', number({ lo: 1e-6, hi: 100 }), (value) => {
      if (value !== null) training.loss = { kind: 'huber', delta: value };
    });
  }
  for (const key of fields(TRAINING_NUMBERS)) {
    const [name, bounds] = TRAINING_NUMBERS[key];
    accept(key, number(bounds), (value) => {
      if (name === 'max_epochs' || name === 'stop_below' || name === 'updates_per_s') training[name] = value;
      else if (value !== null) training[name] = value;
    });
  }
  const network = writeStack(net.stack);
  accept('held', readHeld(network), (held) => {
    network.held = held;
  });
  const spec = { network, data, training: { ...training, optimiser } };
  return { spec, unread: [...unread] };
}

function number(bounds: Bounds): (text: string) => number | null | undefined {
  return (text) => {
    if (bounds.none && text === 'none') return null;
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return undefined;
    const value = Number(text);
    const fits = value >= bounds.lo && value <= bounds.hi && (!bounds.whole || Number.isInteger(value));
    return fits ? value : undefined;
  };
}

function readFeatures(text: string): Feature[] | undefined {
  const names = text.split(',');
  const found = FEATURES.filter((feature) => names.includes(feature));
  return found.length === names.length && found.length > 0 ? found : undefined;
}
