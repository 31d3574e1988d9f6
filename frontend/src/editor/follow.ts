import type { DataSpec, DenseNode, NetworkSpec, NodeSpec, RunSpec } from '@/protocol/names';
import { isDense, isInput, isPoints } from '@/protocol/spec';
import { DEFAULT_DATA } from './defaults';
import { freshId, insertedOn, nodeOf, readersOf, removed } from './graph';
import { classesOf, FACTS, type Facts, followActivation, followLoss, taskOf } from './task';

/** The data after another kind was chosen: what both kinds have stays. */
export function dataOf(kind: string, before: DataSpec, facts: Facts = FACTS): DataSpec {
  const images = facts.images[kind];
  const { validation_fraction, test_fraction, seed } = before;
  const shared = { validation_fraction, test_fraction, seed };
  if (images) {
    const augment = isPoints(before) ? [] : before.augment;
    return { ...images, ...shared, augment, kind };
  }
  const { classes: _, ...points } = isPoints(before) ? before : { ...DEFAULT_DATA, ...shared };
  const classes = facts.classes[kind];
  return { ...points, kind, ...(classes === undefined ? {} : { classes }) };
}

/** The set-up with other data, and the output layer and the loss that follow them. */
export function follow(spec: RunSpec, data: DataSpec, facts: Facts = FACTS, count = classesOf(data, facts)): RunSpec {
  const from = taskOf(spec.data, facts);
  const to = count === 0 ? 'regression' : count === 2 ? 'binary' : 'multiclass';
  const units = Math.max(1, to === 'multiclass' ? count : 1);
  const loss = from === to ? spec.training.loss : followLoss(spec.training.loss, from, to);
  const network = withOutput(reshaped(spec, data), (output) => {
    const activation = from === to ? output.activation : followActivation(output.activation, from, to);
    return { ...output, units, activation };
  });
  return { network, data, training: { ...spec.training, loss } };
}

/** Dense layers take numbers in a row: images are laid out flat for them, and points are flat already. */
function reshaped({ network, data: before }: RunSpec, data: DataSpec): NetworkSpec {
  const input = network.nodes.find(isInput);
  if (!input || isPoints(before) === isPoints(data)) return network;
  const readers = readersOf(network, input.id);
  const [first] = readers;
  if (first === undefined || readers.length > 1) return network;
  const kind = nodeOf(network, first)?.kind;
  if (isPoints(data)) return kind === 'flatten' ? removed(network, [first]) : network;
  const flatten = { kind: 'flatten', id: freshId(network, 'flatten') };
  return kind === 'dense' ? insertedOn(network, [input.id, first], flatten) : network;
}

/** The network with its last dense layer changed; untouched where it does not end in one. */
function withOutput(network: NetworkSpec, change: (output: DenseNode) => NodeSpec): NetworkSpec {
  const inner = new Set(network.edges.map(([from]) => from));
  const ends = network.nodes.filter((node) => !inner.has(node.id));
  const [output] = ends;
  if (ends.length !== 1 || !output) return network;
  const nodes = network.nodes.map((node) => (node === output && isDense(node) ? change(node) : node));
  return { ...network, nodes };
}
