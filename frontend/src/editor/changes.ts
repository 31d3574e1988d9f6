import type { DataSpec, DataValue, DenseNode, Feature, OptimiserSpec, RunSpec, TrainingSpec } from '@/protocol/names';
import { isPoints } from '@/protocol/spec';
import type { Drawing } from '@/state/drawing';
import { dataOf, follow } from './follow';
import { freeId, MOST_LAYERS, MOST_UNITS, readStack, type Stack, writeStack } from './stack';
import { classesOf, FACTS, type Facts } from './task';

export type Knob = Exclude<keyof OptimiserSpec, 'kind'>;
type Numbers = Omit<TrainingSpec, 'loss' | 'optimiser' | 'schedule'>;
type Numbered = Readonly<Record<string, number>>;

/** Everything an editor can do to a set-up, as data. */
export type Change =
  | { type: 'open_template'; spec: RunSpec; drawing?: Drawing }
  | { type: 'set_data_kind'; kind: string }
  | { type: 'set_data'; values: Readonly<Record<string, DataValue>> }
  /** Other data as a whole, with as many classes as they turn out to have. */
  | { type: 'put_data'; data: DataSpec; classes?: number }
  | { type: 'set_classes'; classes: number }
  | { type: 'toggle_feature'; feature: Feature }
  | { type: 'set_training'; values: Partial<Numbers> }
  | { type: 'set_loss'; kind: string; knobs?: Numbered }
  | { type: 'set_loss_knob'; knob: string; value: number }
  /** How much each class counts; none: all count alike. */
  | { type: 'set_class_weights'; weights: readonly number[] }
  | { type: 'set_schedule'; kind: string; knobs?: Numbered }
  | { type: 'set_schedule_knob'; knob: string; value: number }
  | { type: 'set_optimiser'; kind: string; knobs: Partial<Record<Knob, number>> }
  | { type: 'set_knob'; knob: Knob; value: number }
  | { type: 'add_layer'; after: string }
  | { type: 'remove_layer'; node: string }
  | { type: 'set_units'; node: string; units: number }
  | {
      type: 'set_layer';
      node: string;
      values: Partial<Pick<DenseNode, 'activation' | 'initialiser' | 'bias' | 'own_penalty' | 'l1' | 'l2'>>;
    }
  | { type: 'set_dropout'; node: string; rate: number };

const ORDER: readonly Feature[] = ['x', 'y', 'x2', 'y2', 'xy', 'sin_x', 'sin_y'];

/** The set-up after a change; the same object where the change changes nothing or cannot be made. */
export function applyChange(spec: RunSpec, change: Change, facts: Facts = FACTS): RunSpec {
  const after = changed(spec, change, facts);
  return JSON.stringify(after) === JSON.stringify(spec) ? spec : after;
}

function changed(spec: RunSpec, change: Change, facts: Facts): RunSpec {
  const { data, training } = spec;
  switch (change.type) {
    case 'open_template': // the pace belongs to the person, not to the network
      return {
        ...change.spec,
        training: { ...change.spec.training, updates_per_s: training.updates_per_s },
      };
    case 'set_data_kind': {
      return change.kind === data.kind ? spec : follow(spec, dataOf(change.kind, data, facts), facts);
    }
    case 'put_data':
      return follow(spec, change.data, facts, change.classes);
    case 'set_classes':
      return data.kind in facts.classes
        ? follow(spec, { ...known(data, change.classes), classes: change.classes }, facts)
        : spec;
    case 'set_data':
      return withData(spec, { ...data, ...change.values }, facts);
    case 'toggle_feature':
      if (!isPoints(data)) return spec;
      return { ...spec, data: { ...data, features: toggled(data.features, change.feature) } };
    case 'set_training':
      return { ...spec, training: { ...training, ...change.values } };
    case 'set_loss':
      return { ...spec, training: { ...training, loss: { ...change.knobs, kind: change.kind } } };
    case 'set_loss_knob':
      return { ...spec, training: { ...training, loss: { ...training.loss, [change.knob]: change.value } } };
    case 'set_class_weights': {
      const { class_weights: _, ...loss } = training.loss;
      const weighted = change.weights.length === 0 ? loss : { ...loss, class_weights: change.weights };
      return { ...spec, training: { ...training, loss: { ...weighted, kind: loss.kind } } };
    }
    case 'set_schedule':
      return { ...spec, training: { ...training, schedule: { ...change.knobs, kind: change.kind } } };
    case 'set_schedule_knob': {
      const schedule = { kind: 'constant', ...training.schedule, [change.knob]: change.value };
      return { ...spec, training: { ...training, schedule } };
    }
    case 'set_optimiser': {
      if (change.kind === training.optimiser.kind) return spec;
      const { learning_rate } = training.optimiser;
      return { ...spec, training: { ...training, optimiser: { ...change.knobs, kind: change.kind, learning_rate } } };
    }
    case 'set_knob':
      return {
        ...spec,
        training: { ...training, optimiser: { ...training.optimiser, [change.knob]: change.value } },
      };
    default:
      return inStack(spec, change);
  }
}

/** The data without points of classes that there are no more. */
function known(data: DataSpec, classes: number): DataSpec {
  if (!isPoints(data) || !data.points) return data;
  return { ...data, points: data.points.filter(([, , label]) => label < classes) };
}

/** Where another choice within a set changes how many classes there are, the output follows. */
function withData(spec: RunSpec, data: DataSpec, facts: Facts): RunSpec {
  const same = classesOf(spec.data, facts) === classesOf(data, facts);
  return same ? { ...spec, data } : follow(spec, data, facts);
}

/** The last feature stays: a network without inputs has nothing to learn from. */
function toggled(features: Feature[], feature: Feature): Feature[] {
  if (!features.includes(feature)) return ORDER.filter((name) => name === feature || features.includes(name));
  return features.length > 1 ? features.filter((name) => name !== feature) : features;
}

type StackChange = Extract<Change, { type: 'add_layer' | 'remove_layer' | 'set_units' | 'set_layer' | 'set_dropout' }>;

function inStack(spec: RunSpec, change: StackChange): RunSpec {
  return onStack(spec, (stack) => stackAfter(stack, spec, change));
}

function stackAfter(stack: Stack, spec: RunSpec, change: StackChange): Stack {
  const last = stack.layers.length - 1;
  const at = stack.layers.findIndex(
    (layer) => layer.dense.id === (change.type === 'add_layer' ? change.after : change.node),
  );
  const layer = stack.layers[at];
  const withLayer = (put: Stack['layers']): Stack => ({ ...stack, layers: stack.layers.toSpliced(at, 1, ...put) });
  if (change.type === 'add_layer') {
    if ((at < 0 && change.after !== stack.input) || at === last || last >= MOST_LAYERS) return stack;
    const hidden = stack.layers.slice(0, last)[Math.max(0, at)]?.dense;
    const dense: DenseNode = {
      kind: 'dense',
      id: freeId(spec.network, 'h'),
      units: hidden?.units ?? 4,
      activation: hidden?.activation ?? 'tanh',
      bias: true,
      initialiser: hidden?.initialiser ?? 'xavier',
    };
    return { ...stack, layers: stack.layers.toSpliced(at + 1, 0, { dense, dropout: null }) };
  }
  if (!layer) return stack;
  switch (change.type) {
    case 'remove_layer':
      return at === last ? stack : withLayer([]);
    case 'set_units': {
      const units = Math.min(MOST_UNITS, Math.max(1, Math.round(change.units)));
      return at === last ? stack : withLayer([{ ...layer, dense: { ...layer.dense, units } }]);
    }
    case 'set_layer':
      return withLayer([{ ...layer, dense: { ...layer.dense, ...change.values } }]);
    case 'set_dropout': {
      if (at === last) return stack;
      const id = layer.dropout?.id ?? `${layer.dense.id}_drop`;
      // Dropout that is there stays at rate 0: its rate acts at once, while taking it away would need a new run.
      const dropout =
        layer.dropout || change.rate > 0 ? ({ kind: 'dropout', id, rate: Math.min(0.95, change.rate) } as const) : null;
      return withLayer([{ ...layer, dropout }]);
    }
  }
}

/** The set-up with its stack replaced; networks that are no stack are left alone. */
function onStack(spec: RunSpec, change: (stack: Stack) => Stack): RunSpec {
  const stack = readStack(spec.network);
  if (!stack) return spec;
  const after = change(stack);
  return after === stack ? spec : { ...spec, network: writeStack(after) };
}
