import type { EdgeSpec, NetworkSpec, NodeSpec } from '@/protocol/names';
import { isInput } from '@/protocol/spec';
import { freshId } from './graph';

/** Part of a network, by itself: what is copied. */
export interface Clip {
  nodes: readonly NodeSpec[];
  edges: readonly EdgeSpec[];
}

/** The chosen nodes and the wires between them. A network has one input, so that is not copied. */
export function clipOf(network: NetworkSpec, ids: Iterable<string>): Clip {
  const chosen = new Set(ids);
  const nodes = network.nodes.filter((node) => chosen.has(node.id) && !isInput(node));
  const kept = new Set(nodes.map((node) => node.id));
  return { nodes, edges: network.edges.filter(([from, to]) => kept.has(from) && kept.has(to)) };
}

export interface Pasted {
  network: NetworkSpec;
  /** The id of each copy, by the id of its original. */
  names: ReadonlyMap<string, string>;
}

/** The network with a clip in it, not wired to the rest, every node under a fresh id. */
export function pasted(network: NetworkSpec, clip: Clip): Pasted {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, kind } of clip.nodes) {
    const fresh = freshId(network, stemOf(id) || kind, taken);
    names.set(id, fresh);
    taken.add(fresh);
  }
  const nodes = clip.nodes.map((node): NodeSpec => ({ ...node, id: names.get(node.id) ?? node.id }));
  const edges = clip.edges.flatMap(([from, to]): EdgeSpec[] => {
    const [start, end] = [names.get(from), names.get(to)];
    return start === undefined || end === undefined ? [] : [[start, end]];
  });
  return { network: { nodes: [...network.nodes, ...nodes], edges: [...network.edges, ...edges] }, names };
}

const stemOf = (id: string): string => id.replace(/\d+$/, '');
