import type { EdgeSpec, FieldValue, NetworkSpec, NodeSpec } from '@/protocol/names';
import { isInput } from '@/protocol/spec';

/** Layers that read several others; every other one reads one, and the input none. */
const JOINS: ReadonlySet<string> = new Set(['add', 'concat']);

export const joins = (node: NodeSpec): boolean => JOINS.has(node.kind);
export const nodeOf = (network: NetworkSpec, id: string): NodeSpec | undefined =>
  network.nodes.find((node) => node.id === id);
export const inputsOf = (network: NetworkSpec, id: string): string[] =>
  network.edges.filter(([, to]) => to === id).map(([from]) => from);
export const readersOf = (network: NetworkSpec, id: string): string[] =>
  network.edges.filter(([from]) => from === id).map(([, to]) => to);
export const hasEdge = (network: NetworkSpec, from: string, to: string): boolean =>
  network.edges.some(([start, end]) => start === from && end === to);

/** The nodes that nothing reads: a finished network has one, its output. */
export function endsOf(network: NetworkSpec): NodeSpec[] {
  const read = new Set(network.edges.map(([from]) => from));
  return network.nodes.filter((node) => !read.has(node.id));
}

/** Whether edges lead from one node to another, or both are one. */
export function reaches(network: NetworkSpec, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const id of seen) for (const next of readersOf(network, id)) seen.add(next);
  return seen.has(to);
}

/** The nodes with every one after those it reads; what is part of a cycle comes last. */
export function ordered(network: NetworkSpec): string[] {
  const waiting = new Map(network.nodes.map(({ id }) => [id, inputsOf(network, id).length]));
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) {
    for (const next of readersOf(network, id)) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const found = new Set(ready);
  return [...ready, ...network.nodes.map(({ id }) => id).filter((id) => !found.has(id))];
}

/** The first free id of a kind, such as `conv1` of `conv2d`. `taken` are ids that are about to be used. */
export function freshId(network: NetworkSpec, kind: string, taken: ReadonlySet<string> = new Set()): string {
  const used = new Set(network.nodes.map((node) => node.id));
  const letters = kind.replace(/_?\d+d$/, '').replace(/[^A-Za-z_]/g, '') || 'layer';
  const stem = letters.slice(0, 30);
  for (let number = 1; ; number += 1) {
    const id = `${stem}${number}`;
    if (!used.has(id) && !taken.has(id)) return id;
  }
}

/** Why a wire cannot be drawn; null when it can. */
export function refusalOf(network: NetworkSpec, from: string, to: string): string | null {
  const [start, end] = [nodeOf(network, from), nodeOf(network, to)];
  if (!start || !end) return 'One of these layers is gone.';
  if (isInput(end)) return 'Nothing leads into the input: the data enter there.';
  if (hasEdge(network, from, to)) return 'They are joined already.';
  if (reaches(network, to, from)) return 'This wire would lead in a circle.';
  return null;
}

/** The network with a wire more. A layer that reads one other lets go of that one. */
export function connected(network: NetworkSpec, from: string, to: string): NetworkSpec {
  const end = nodeOf(network, to);
  if (!end || refusalOf(network, from, to) !== null) return network;
  const edges = joins(end) ? network.edges : network.edges.filter(([, id]) => id !== to);
  return { ...network, edges: [...edges, [from, to]] };
}

export function disconnected(network: NetworkSpec, wires: readonly EdgeSpec[]): NetworkSpec {
  const gone = ([from, to]: EdgeSpec) => wires.some(([start, end]) => start === from && end === to);
  return { ...network, edges: network.edges.filter((edge) => !gone(edge)) };
}

/** A node more, not wired yet. */
export const added = (network: NetworkSpec, node: NodeSpec): NetworkSpec => ({
  ...network,
  nodes: [...network.nodes, node],
});

/** A node put on a wire: its place among the inputs of the reader stays. */
export function insertedOn(network: NetworkSpec, [from, to]: EdgeSpec, node: NodeSpec): NetworkSpec {
  const edges = network.edges.flatMap((edge): EdgeSpec[] =>
    edge[0] === from && edge[1] === to
      ? [
          [from, node.id],
          [node.id, to],
        ]
      : [edge],
  );
  return { nodes: beside(network.nodes, from, node), edges };
}

/** A node after another, in series: whatever read that one reads the new one. */
export function insertedAfter(network: NetworkSpec, after: string, node: NodeSpec): NetworkSpec {
  const moved = network.edges.map(([from, to]): EdgeSpec => (from === after ? [node.id, to] : [from, to]));
  return { nodes: beside(network.nodes, after, node), edges: [...moved, [after, node.id]] };
}

/** A node before another, in series: it takes what that one read, or only the wire with a number. */
export function insertedBefore(
  network: NetworkSpec,
  before: string,
  node: NodeSpec,
  port: number | null = null,
): NetworkSpec {
  const from = port === null ? undefined : inputsOf(network, before)[port];
  if (from !== undefined) return insertedOn(network, [from, before], node);
  const last = network.edges.findLastIndex(([, to]) => to === before);
  const moved = network.edges.map(([start, to]): EdgeSpec => (to === before ? [start, node.id] : [start, to]));
  return { nodes: [...network.nodes, node], edges: moved.toSpliced(last + 1, 0, [node.id, before]) };
}

function beside(nodes: readonly NodeSpec[], after: string, node: NodeSpec): NodeSpec[] {
  const at = nodes.findIndex(({ id }) => id === after);
  return at < 0 ? [...nodes, node] : nodes.toSpliced(at + 1, 0, node);
}

/** The network without some nodes. What read a node that read one other reads that one. The only input stays. */
export function removed(network: NetworkSpec, ids: Iterable<string>): NetworkSpec {
  let left = network;
  for (const id of ids) left = withoutNode(left, id);
  return left;
}

function withoutNode(network: NetworkSpec, id: string): NetworkSpec {
  const node = nodeOf(network, id);
  if (!node || (isInput(node) && network.nodes.filter(isInput).length === 1)) return network;
  const [before, ...others] = inputsOf(network, id);
  const edges: EdgeSpec[] = [];
  for (const [from, to] of network.edges) {
    if (to === id) continue;
    if (from !== id) edges.push([from, to]);
    else if (before !== undefined && others.length === 0 && !hasEdge(network, before, to)) edges.push([before, to]);
  }
  return { nodes: network.nodes.filter((one) => one !== node), edges };
}

/** The network with another value in a field of a node. */
export function withField(network: NetworkSpec, id: string, name: string, value: FieldValue): NetworkSpec {
  if (name === 'id' || name === 'kind') return network;
  return { ...network, nodes: network.nodes.map((node) => (node.id === id ? { ...node, [name]: value } : node)) };
}
