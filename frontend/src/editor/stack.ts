import type { DenseNode, DropoutNode, NetworkSpec, NodeSpec } from '@/protocol/names';
import { isDense, isDropout } from '@/protocol/spec';

/** A dense layer and what is dropped from its output while training. */
export interface Layer {
  dense: DenseNode;
  dropout: DropoutNode | null;
}

/** A network whose layers stand one after the other; the last layer is the output. */
export interface Stack {
  input: string;
  layers: Layer[];
}

export const MOST_LAYERS = 8;
export const MOST_UNITS = 16;

/** The nodes from the input on, or null where the network branches, merges or leaves nodes out. */
function chain(network: NetworkSpec): NodeSpec[] | null {
  const byId = new Map(network.nodes.map((node) => [node.id, node]));
  const next = new Map(network.edges);
  const first = network.nodes.find((node) => node.kind === 'input');
  if (next.size !== network.edges.length || byId.size !== network.nodes.length || !first) return null;
  const found: NodeSpec[] = [];
  for (let node: NodeSpec | undefined = first; node && found.length <= byId.size; ) {
    found.push(node);
    const to = next.get(node.id);
    node = to === undefined ? undefined : byId.get(to);
  }
  return found.length === byId.size && network.edges.length === byId.size - 1 ? found : null;
}

/** The network as a stack, or null where it is none. */
export function readStack(network: NetworkSpec): Stack | null {
  const [input, ...rest] = chain(network) ?? [];
  if (input?.kind !== 'input') return null;
  const layers: Layer[] = [];
  for (const node of rest) {
    const last = layers.at(-1);
    if (isDense(node)) layers.push({ dense: node, dropout: null });
    else if (isDropout(node) && last && !last.dropout) last.dropout = node;
    else return null;
  }
  return layers.length > 0 && !layers.at(-1)?.dropout ? { input: input.id, layers } : null;
}

/** The stack as a network: nodes in order, each joined to the next. */
export function writeStack(stack: Stack): NetworkSpec {
  const nodes: NodeSpec[] = [{ kind: 'input', id: stack.input }];
  for (const layer of stack.layers) {
    nodes.push(layer.dense);
    if (layer.dropout) nodes.push(layer.dropout);
  }
  const ids = nodes.map((node) => node.id);
  return { nodes, edges: ids.slice(1).map((id, index) => [ids[index] ?? stack.input, id]) };
}

/** The first free id of the form `h1`, `h2`, …: layers keep their ids for life, and with them their start weights. */
export function freeId(network: NetworkSpec, prefix: string): string {
  const taken = new Set(network.nodes.map((node) => node.id));
  for (let number = 1; ; number += 1) if (!taken.has(`${prefix}${number}`)) return `${prefix}${number}`;
}

/** What a layer is called on the page. */
export function layerTitle(stack: Stack, index: number): string {
  return index === stack.layers.length - 1 ? 'Output layer' : `Hidden layer ${index + 1}`;
}

/** How many numbers go into the layer with this index. */
export function inputsOf(stack: Stack, index: number, features: number): number {
  return stack.layers[index - 1]?.dense.units ?? features;
}
