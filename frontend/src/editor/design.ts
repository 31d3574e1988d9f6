import type { EdgeSpec, FieldValue, NetworkSpec, NodeSpec } from '@/protocol/names';
import { isInput } from '@/protocol/spec';
import { type Block, type Design, type Drawing, NO_DRAWING, type Place, tidied } from '@/state/drawing';
import { asCopy, repeated } from './blocks';
import { type Clip, pasted } from './clip';
import { gated } from './gates';
import {
  added,
  connected,
  disconnected,
  endsOf,
  freshId,
  inputsOf,
  insertedAfter,
  insertedBefore,
  insertedOn,
  joins,
  nodeOf,
  refusalOf,
  removed,
  withField,
} from './graph';
import { makeRoom, moved } from './places';

/** A kind of layer with its fields, as the palette hands it out. */
export interface Piece {
  kind: string;
  fields: Readonly<Record<string, FieldValue>>;
}

/** An edit that mends a misfit: fields to set, or a layer to put before the node. */
export interface Mending {
  node: string;
  insert: string;
  fields: Readonly<Record<string, FieldValue>>;
  /** Which of its wires the layer goes on, where the node reads several. */
  port?: number | null;
}

type Places = Readonly<Record<string, Place>>;

/** Everything the canvas can do, as data. `shown` is where everything stands at the moment. */
export type DesignChange =
  | { type: 'add_after'; piece: Piece; after: string | null }
  | { type: 'add_on'; piece: Piece; edge: EdgeSpec }
  | { type: 'add_at'; piece: Piece; at: Place; shown: Places }
  | { type: 'gate'; edges: readonly EdgeSpec[] }
  | { type: 'connect'; from: string; to: string }
  | { type: 'disconnect'; edges: readonly EdgeSpec[] }
  | { type: 'delete'; nodes: readonly string[]; edges: readonly EdgeSpec[] }
  | { type: 'paste'; clip: Clip; shown: Places }
  | { type: 'set_field'; node: string; name: string; value: FieldValue }
  | { type: 'mend'; mending: Mending; defaults: Piece['fields'] }
  | { type: 'move'; shown: Places; places: Places }
  | { type: 'lay_out' }
  | { type: 'group'; nodes: readonly string[] }
  | { type: 'ungroup'; block: string }
  | { type: 'set_block'; block: string; values: Partial<Pick<Block, 'name' | 'folded'>> }
  | { type: 'repeat'; block: string; times: number };

/** A design after an edit, what to select then, and why it was refused. The same design where nothing changed. */
export interface Edited {
  design: Design;
  select?: string[];
  /** The block to select then. */
  block?: string;
  refused?: string;
}

export function applyDesign(design: Design, change: DesignChange): Edited {
  const edited = changed(design, change);
  if (edited.design === design) return edited;
  const ids = new Set(edited.design.network.nodes.map((node) => node.id));
  return { ...edited, design: { network: edited.design.network, drawing: tidied(edited.design.drawing, ids) } };
}

function changed(design: Design, change: DesignChange): Edited {
  const { network, drawing } = design;
  const only = (next: NetworkSpec): Edited => (next === network ? { design } : { design: { network: next, drawing } });
  const drawn = (next: Drawing): Edited => ({ design: { network, drawing: next } });
  switch (change.type) {
    case 'add_after':
      return addAfter(design, change.piece, change.after);
    case 'add_on': {
      const node = made(network, change.piece);
      if (isInput(node)) return { design, refused: ONE_INPUT };
      const next = { network: insertedOn(network, change.edge, node), drawing };
      return { design: makeRoom(joinBlock(next, change.edge[0], node.id), node.id), select: [node.id] };
    }
    case 'add_at': {
      const node = made(network, change.piece);
      if (isInput(node) && network.nodes.some(isInput)) return { design, refused: ONE_INPUT };
      const places = { ...change.shown, [node.id]: change.at };
      return { design: { network: added(network, node), drawing: { ...drawing, places } }, select: [node.id] };
    }
    case 'gate': {
      const { network: next, gates } = gated(network, change.edges);
      if (next === network) return { design };
      const joined = gates.reduce((sum, id) => joinBlock(sum, inputsOf(next, id)[0] ?? '', id), {
        network: next,
        drawing,
      });
      return { design: gates.reduce(makeRoom, joined), select: gates };
    }
    case 'connect': {
      const refused = refusalOf(network, change.from, change.to);
      return refused === null ? only(connected(network, change.from, change.to)) : { design, refused };
    }
    case 'disconnect':
      return only(disconnected(network, change.edges));
    case 'delete': {
      const gone = change.nodes.filter((id) => nodeOf(network, id));
      if (gone.length === 0 && change.edges.length === 0) return { design };
      const left = removed(disconnected(network, change.edges), gone);
      const kept = gone.length > 0 && left.nodes.length === network.nodes.length;
      if (kept) return { design, refused: 'The input stays: the data enter there.' };
      return { ...only(left), select: [] };
    }
    case 'paste':
      return paste(design, change.clip, change.shown);
    case 'set_field':
      return nodeOf(network, change.node)
        ? only(withField(network, change.node, change.name, change.value))
        : { design };
    case 'mend':
      return mend(design, change.mending, change.defaults);
    case 'move':
      return drawn({ ...drawing, places: moved(change.shown, change.places) });
    case 'lay_out':
      return Object.keys(drawing.places).length === 0 ? { design } : drawn({ ...drawing, places: NO_DRAWING.places });
    case 'group':
      return group(design, change.nodes);
    case 'ungroup':
      return drawn({ ...drawing, blocks: drawing.blocks.filter(({ id }) => id !== change.block) });
    case 'set_block':
      return drawn(withBlock(drawing, change.block, change.values));
    case 'repeat': {
      const block = drawing.blocks.find(({ id }) => id === change.block);
      if (!block) return { design };
      const { network: next, copies, refused } = repeated(network, block, change.times);
      if (refused !== undefined) return { design, refused };
      if (next === network) return { design };
      return { design: { network: next, drawing: withBlock(drawing, block.id, { copies }) } };
    }
  }
}

const ONE_INPUT = 'A network has one input already.';

const made = (network: NetworkSpec, { kind, fields }: Piece): NodeSpec => ({
  ...fields,
  kind,
  id: freshId(network, kind),
});

/** After a node, or after the only end where none is named; by itself where there are several ends. */
function addAfter(design: Design, piece: Piece, after: string | null): Edited {
  const { network, drawing } = design;
  const node = made(network, piece);
  if (isInput(node) && network.nodes.some(isInput)) return { design, refused: ONE_INPUT };
  const ends = endsOf(network);
  const target = after !== null && nodeOf(network, after) ? after : ends.length === 1 ? ends[0]?.id : undefined;
  const select = [node.id];
  if (target === undefined || isInput(node)) return { design: { network: added(network, node), drawing }, select };
  const next = { network: insertedAfter(network, target, node), drawing };
  return { design: makeRoom(joinBlock(next, target, node.id), node.id), select };
}

/** A node put inside a block belongs to it, as far as the block is there once only. */
function joinBlock(design: Design, after: string, id: string): Design {
  const { network, drawing } = design;
  const readers = new Set(network.edges.filter(([from]) => from === id).map(([, to]) => to));
  const blocks = drawing.blocks.map((block) => {
    const [copy = [], ...more] = block.copies;
    const within = more.length === 0 && copy.includes(after) && copy.some((one) => readers.has(one));
    return within ? { ...block, copies: [asCopy(network, [...copy, id])] } : block;
  });
  return { network, drawing: { ...drawing, blocks } };
}

const PASTED_PX = 40;

function paste(design: Design, clip: Clip, shown: Places): Edited {
  if (clip.nodes.length === 0) return { design };
  const { network, names } = pasted(design.network, clip);
  const places: Record<string, Place> = { ...shown };
  for (const [original, copy] of names) {
    const at = shown[original] ?? { x: 0, y: 0 };
    places[copy] = { x: at.x + PASTED_PX, y: at.y + PASTED_PX };
  }
  return { design: { network, drawing: { ...design.drawing, places } }, select: [...names.values()] };
}

function mend(design: Design, { node, insert, fields, port }: Mending, defaults: Piece['fields']): Edited {
  const { network, drawing } = design;
  const target = nodeOf(network, node);
  if (!target || (insert !== '' && isInput(target))) return { design };
  if (insert === '') {
    const entries = Object.entries(fields);
    const next = entries.reduce((sum, [name, value]) => withField(sum, node, name, value), network);
    return { design: { network: next, drawing } };
  }
  const layer = made(network, { kind: insert, fields: { ...defaults, ...fields } });
  // Only a layer that joins takes all that the node read.
  const last = joins(layer) ? null : inputsOf(network, node).length - 1;
  const next = { network: insertedBefore(network, node, layer, port ?? last), drawing };
  return { design: makeRoom(next, layer.id), select: [node] };
}

/** A selection becomes a block; its nodes leave the blocks they were in. */
function group(design: Design, nodes: readonly string[]): Edited {
  const { network, drawing } = design;
  const copy = asCopy(
    network,
    nodes.filter((id) => {
      const node = nodeOf(network, id);
      return node && !isInput(node);
    }),
  );
  if (copy.length < 2) return { design, refused: 'Select two layers or more, then they can become a block.' };
  const chosen = new Set(copy);
  const others = drawing.blocks.flatMap((block) => {
    const copies = block.copies.map((one) => one.filter((id) => !chosen.has(id))).filter((one) => one.length > 0);
    return copies.length > 0 ? [{ ...block, copies }] : [];
  });
  const taken = new Set(others.map(({ id }) => id));
  let number = 1;
  while (taken.has(`block${number}`)) number += 1;
  const block: Block = { id: `block${number}`, name: `Block ${number}`, copies: [copy], folded: false };
  return { design: { network, drawing: { ...drawing, blocks: [...others, block] } }, block: block.id };
}

const withBlock = (drawing: Drawing, id: string, values: Partial<Block>): Drawing => ({
  ...drawing,
  blocks: drawing.blocks.map((block) => (block.id === id ? { ...block, ...values } : block)),
});
