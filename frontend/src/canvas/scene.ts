import type { EdgeSpec, NetworkSpec } from '@/protocol/names';
import type { Block } from '@/state/drawing';
import { type Course, courseOf } from './course';

/** Something drawn as one: a layer, or a folded block with the layers in it. */
export interface Card {
  id: string;
  block: Block | null;
  nodes: readonly string[];
}

/** A line between two cards, and the edges of the network it stands for. */
export interface Wire {
  id: string;
  from: string;
  to: string;
  edges: readonly EdgeSpec[];
}

/** An unfolded block: a frame around each of its copies. */
export interface Frame {
  id: string;
  block: Block;
  copy: number;
  nodes: readonly string[];
}

export interface Scene {
  cards: readonly Card[];
  wires: readonly Wire[];
  frames: readonly Frame[];
  /** Of a network that goes to coarser images and back: where each node stands. */
  course: Course | null;
}

/** No id of a node holds a colon. */
export const blockCard = (block: string): string => `block:${block}`;
export const blockIn = (card: string): string | null => (card.startsWith('block:') ? card.slice(6) : null);

/** What the canvas draws of a network: folded blocks hide their layers and the wires between them. */
export function sceneOf(network: NetworkSpec, blocks: readonly Block[]): Scene {
  const hidden = new Map<string, string>();
  const folded = blocks.filter((block) => block.folded);
  for (const block of folded) for (const id of block.copies.flat()) hidden.set(id, blockCard(block.id));
  const cardOf = (id: string): string => hidden.get(id) ?? id;
  const cards: Card[] = [];
  const drawn = new Set<string>();
  for (const { id } of network.nodes) {
    const card = cardOf(id);
    if (drawn.has(card)) continue;
    drawn.add(card);
    const block = folded.find((one) => blockCard(one.id) === card) ?? null;
    cards.push({ id: card, block, nodes: block ? block.copies.flat() : [id] });
  }
  const wires = new Map<string, { from: string; to: string; edges: EdgeSpec[] }>();
  for (const edge of network.edges) {
    const [from, to] = [cardOf(edge[0]), cardOf(edge[1])];
    if (from === to) continue;
    const id = `${from}>${to}`;
    const wire = wires.get(id) ?? { from, to, edges: [] };
    wire.edges.push(edge);
    wires.set(id, wire);
  }
  return {
    course: courseOf(network),
    cards,
    wires: [...wires].map(([id, wire]) => ({ id, ...wire })),
    frames: blocks
      .filter((block) => !block.folded)
      .flatMap((block) =>
        block.copies.map((nodes, copy): Frame => ({ id: `frame:${block.id}:${copy}`, block, copy, nodes })),
      ),
  };
}
