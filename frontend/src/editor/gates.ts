import type { EdgeSpec, NetworkSpec, NodeSpec } from '@/protocol/names';
import { fieldOf } from '@/protocol/spec';
import { freshId, hasEdge, insertedOn } from './graph';

/** As far as a gate opens: twice of what comes. */
export const WIDEST_GATE = 2;

export const isGate = (node: NodeSpec): boolean => node.kind === 'gate';

/** How much a gate lets through: 1 is all, 0 nothing. */
export function throughOf(node: NodeSpec): number {
  const factor = fieldOf(node, 'factor');
  return typeof factor === 'number' ? factor : 1;
}

/** How much every gate of a network lets through, by its id. */
export const gatesIn = (network: NetworkSpec): Map<string, number> =>
  new Map(network.nodes.filter(isGate).map((node) => [node.id, throughOf(node)]));

/** What a press of the scissors makes of a gate: open is cut, and anything else is opened. */
export const toggled = (through: number): number => (through === 0 ? 1 : 0);

/** The network with an open gate on each of some wires, and the ids of these gates. */
export function gated(network: NetworkSpec, edges: readonly EdgeSpec[]): { network: NetworkSpec; gates: string[] } {
  const gates: string[] = [];
  let next = network;
  for (const edge of edges) {
    if (!hasEdge(next, ...edge)) continue;
    const id = freshId(next, 'gate');
    next = insertedOn(next, edge, { kind: 'gate', id, factor: 1 });
    gates.push(id);
  }
  return { network: next, gates };
}
