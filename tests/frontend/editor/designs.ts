import fc from 'fast-check';
import { applyDesign, type DesignChange } from '@/editor/design';
import type { NetworkSpec, NodeSpec } from '@/protocol/names';
import { type Design, NO_DRAWING } from '@/state/drawing';

export const KINDS = ['dense', 'conv2d', 'max_pool2d', 'flatten', 'add', 'concat', 'dropout', 'input'];

const conv = (id: string): NodeSpec => ({ kind: 'conv2d', id, filters: 8, kernel: 3, padding: 'same' });

/** An input, a residual block of two convolutions, and an output. */
export const RESIDUAL: NetworkSpec = {
  nodes: [
    { kind: 'input', id: 'in' },
    conv('stem'),
    conv('conv1'),
    conv('conv2'),
    { kind: 'add', id: 'add1' },
    { kind: 'flatten', id: 'flat' },
    { kind: 'dense', id: 'out', units: 10, activation: 'softmax', bias: true, initialiser: 'he' },
  ],
  edges: [
    ['in', 'stem'],
    ['stem', 'conv1'],
    ['conv1', 'conv2'],
    ['conv2', 'add1'],
    ['stem', 'add1'],
    ['add1', 'flat'],
    ['flat', 'out'],
  ],
};

export const START: Design = { network: RESIDUAL, drawing: NO_DRAWING };

/** Where everything stands, for changes that note it. */
export const shownOf = ({ network, drawing }: Design): Design['drawing']['places'] =>
  Object.fromEntries(network.nodes.map(({ id }, index) => [id, drawing.places[id] ?? { x: 230 * index, y: 0 }]));

/** An edit told by numbers, so that it always finds something to act on. */
export interface Intent {
  type: DesignChange['type'] | 'duplicate';
  picks: number[];
  kind: string;
}

export const anyIntent: fc.Arbitrary<Intent> = fc.record({
  type: fc.constantFrom<Intent['type']>(
    'add_after',
    'add_on',
    'add_at',
    'gate',
    'connect',
    'disconnect',
    'delete',
    'paste',
    'duplicate',
    'set_field',
    'mend',
    'move',
    'lay_out',
    'group',
    'ungroup',
    'set_block',
    'repeat',
  ),
  picks: fc.array(fc.nat(40), { minLength: 4, maxLength: 8 }),
  kind: fc.constantFrom(...KINDS),
});

const PIECE = (kind: string) => ({ kind, fields: kind === 'conv2d' ? { filters: 4 } : {} });

/** The change an intent stands for in a design. */
export function changeOf(design: Design, { type, picks, kind }: Intent): DesignChange {
  const { nodes, edges } = design.network;
  const id = (at: number): string => nodes[(picks[at] ?? 0) % Math.max(1, nodes.length)]?.id ?? 'nowhere';
  const edge = edges[(picks[0] ?? 0) % Math.max(1, edges.length)] ?? ['no', 'where'];
  const block = design.drawing.blocks[(picks[0] ?? 0) % Math.max(1, design.drawing.blocks.length)]?.id ?? 'none';
  const shown = shownOf(design);
  const ids = [...new Set(picks.map((_, at) => id(at)))];
  const clip = { nodes: nodes.filter((node) => ids.includes(node.id) && node.kind !== 'input'), edges: [] };
  const fits = edges.filter((one) => one.every((end) => clip.nodes.some((node) => node.id === end)));
  switch (type) {
    case 'add_after':
      return { type, piece: PIECE(kind), after: (picks[1] ?? 0) % 5 === 0 ? null : id(0) };
    case 'add_on':
      return { type, piece: PIECE(kind), edge };
    case 'add_at':
      return { type, piece: PIECE(kind), at: { x: picks[0] ?? 0, y: picks[1] ?? 0 }, shown };
    case 'gate':
      return { type, edges: [edge] };
    case 'connect':
      return { type, from: id(0), to: id(1) };
    case 'disconnect':
      return { type, edges: [edge] };
    case 'delete':
      return { type, nodes: ids.slice(0, 2), edges: [] };
    case 'paste':
    case 'duplicate':
      return { type: 'paste', clip: { ...clip, edges: fits }, shown };
    case 'set_field':
      return { type, node: id(0), name: 'filters', value: picks[1] ?? 1 };
    case 'mend':
      return { type, mending: { node: id(0), insert: (picks[1] ?? 0) % 2 ? 'flatten' : '', fields: {} }, defaults: {} };
    case 'move':
      return { type, shown, places: { [id(0)]: { x: picks[1] ?? 0, y: picks[2] ?? 0 } } };
    case 'lay_out':
      return { type };
    case 'group':
      return { type, nodes: ids };
    case 'ungroup':
      return { type, block };
    case 'set_block':
      return { type, block, values: { folded: (picks[1] ?? 0) % 2 === 0 } };
    case 'repeat':
      return { type, block, times: (picks[1] ?? 0) % 6 };
  }
}

export const afterIntents = (intents: readonly Intent[]): Design =>
  intents.reduce((design, intent) => applyDesign(design, changeOf(design, intent)).design, START);
