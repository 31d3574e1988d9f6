import type { DataSpec, Feature, LossSpec, NetworkSpec, NodeSpec, RunSpec, Task } from '@/protocol/names';
import { fieldOf, isDense, isImages, isInput, isPoints } from '@/protocol/spec';
import { DEFAULT_DATA } from './defaults';
import { endsOf, freshId, insertedOn, nodeOf, readersOf, removed } from './graph';
import {
  classesOf,
  FACTS,
  type Facts,
  followActivation,
  followLoss,
  isMasked,
  lossesFor,
  taskFor,
  taskOf,
} from './task';

/** The data after another kind was chosen: what both kinds have stays. */
export function dataOf(kind: string, before: DataSpec, facts: Facts = FACTS): DataSpec {
  const images = facts.images[kind];
  const table = facts.tables?.[kind];
  if (table) return { ...table.data, seed: before.seed };
  const { validation_fraction, test_fraction, seed } = before;
  const shared = { validation_fraction, test_fraction, seed };
  if (images) {
    const augment = isImages(before) ? before.augment : [];
    // A set with masks has parts of its own: whole patients, and few of them.
    const parts = facts.tasks[kind] === 'segmentation' ? {} : shared;
    return { ...images, ...parts, augment, kind };
  }
  const { samples, noise, features } = isPoints(before) ? before : DEFAULT_DATA;
  const classes = facts.classes[kind];
  return {
    ...shared,
    kind,
    samples: Math.min(samples, facts.most?.[kind] ?? samples),
    noise,
    features: offered(features, facts.features?.[kind]),
    ...(classes === undefined ? {} : { classes }),
  };
}

/** Those features that a set offers; the first of them where none is left. */
function offered(features: Feature[], names: readonly string[] | undefined): Feature[] {
  const left = names === undefined ? features : features.filter((name) => names.includes(name));
  return left.length > 0 ? left : ['x'];
}

/** The set-up with other data, and the output layer and the loss that follow them. */
export function follow(spec: RunSpec, data: DataSpec, facts: Facts = FACTS, count = classesOf(data, facts)): RunSpec {
  const from = taskOf(spec.data, facts);
  const to = isMasked(data, facts) ? 'segmentation' : taskFor(count);
  if (to === 'segmentation') return followMasks(spec, data, from, count);
  const units = Math.max(1, to === 'multiclass' ? count : 1);
  const followed = from === to ? spec.training.loss : followLoss(spec.training.loss, from, to);
  const loss = withClasses(followed, count);
  const network = withOutput(reshaped(spec, data), (output) => {
    if (!isDense(output)) return output;
    const activation = from === to ? output.activation : followActivation(output.activation, from, to);
    return { ...output, units, activation };
  });
  return { network, data, training: { ...spec.training, loss } };
}

/** A loss without the weights of classes that there are no more. */
function withClasses(loss: LossSpec, count: number): LossSpec {
  const { class_weights: weights, ...others } = loss;
  return Array.isArray(weights) && weights.length !== count ? { ...others, kind: loss.kind } : loss;
}

/** One map of the output for each class; a single one that says how sure it is of the second stays where there are two. */
function followMasks(spec: RunSpec, data: DataSpec, from: Task, count: number): RunSpec {
  const network = withOutput(reshaped(spec, data), (output) => {
    if (fieldOf(output, 'filters') === undefined) return output;
    const single = fieldOf(output, 'filters') === 1 && fieldOf(output, 'activation') === 'sigmoid' && count === 2;
    return single ? output : { ...output, filters: count, activation: 'softmax' };
  });
  const { loss } = spec.training;
  const followed = from === 'segmentation' ? loss : followLoss(loss, from, 'segmentation');
  const fits = lossesFor('segmentation', outputWidth(network)).includes(followed.kind);
  const kept = fits ? withClasses(followed, count) : { kind: 'cross_entropy' };
  return { network, data, training: { ...spec.training, loss: kept } };
}

/** How many maps the last layer gives, where it is one that says so. */
export function outputWidth(network: NetworkSpec): number | null {
  const [end, ...others] = endsOf(network);
  const filters = end && others.length === 0 ? fieldOf(end, 'filters') : undefined;
  return typeof filters === 'number' ? filters : null;
}

/** Dense layers take numbers in a row: images are laid out flat for them, and points are flat already. */
function reshaped({ network, data: before }: RunSpec, data: DataSpec): NetworkSpec {
  const input = network.nodes.find(isInput);
  if (!input || isImages(before) === isImages(data)) return network;
  const readers = readersOf(network, input.id);
  const [first] = readers;
  if (first === undefined || readers.length > 1) return network;
  const kind = nodeOf(network, first)?.kind;
  if (!isImages(data)) return kind === 'flatten' ? removed(network, [first]) : network;
  const flatten = { kind: 'flatten', id: freshId(network, 'flatten') };
  return kind === 'dense' ? insertedOn(network, [input.id, first], flatten) : network;
}

/** The network with its only end changed; untouched where it has several. */
function withOutput(network: NetworkSpec, change: (output: NodeSpec) => NodeSpec): NetworkSpec {
  const [output, ...others] = endsOf(network);
  if (others.length > 0 || !output) return network;
  const nodes = network.nodes.map((node) => (node === output ? change(node) : node));
  return { ...network, nodes };
}
