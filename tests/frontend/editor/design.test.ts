import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { applyDesign, type DesignChange } from '@/editor/design';
import { inputsOf, joins, ordered, reaches, readersOf } from '@/editor/graph';
import type { NetworkSpec } from '@/protocol/names';
import { type Design, NO_DRAWING } from '@/state/drawing';
import { createProject } from '@/state/project';
import { afterIntents, anyIntent, changeOf, RESIDUAL, START } from './designs';

const edited = (design: Design, ...changes: DesignChange[]): Design =>
  changes.reduce((now, change) => applyDesign(now, change).design, design);
const chain = (...ids: string[]): NetworkSpec => ({
  nodes: ids.map((id, at) => ({ kind: at === 0 ? 'input' : 'dense', id })),
  edges: ids.slice(1).map((id, at) => [ids[at] ?? '', id]),
});
const drawn = (network: NetworkSpec): Design => ({ network, drawing: NO_DRAWING });
const wires = (network: NetworkSpec): string[] => network.edges.map((edge) => edge.join('-'));
const DENSE = { kind: 'dense', fields: { units: 3 } };

describe('every edit of a network', () => {
  const intents = fc.array(anyIntent, { maxLength: 30 });

  it('keeps ids unique, wires between nodes that are there, once each, without a circle', () => {
    fc.assert(
      fc.property(intents, (list) => {
        const { nodes, edges } = afterIntents(list).network;
        const ids = nodes.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.every((id) => /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(id))).toBe(true);
        expect(edges.flat().every((id) => ids.includes(id))).toBe(true);
        expect(new Set(edges.map((edge) => edge.join(' '))).size).toBe(edges.length);
        expect(edges.some(([from, to]) => reaches({ nodes, edges }, to, from))).toBe(false);
        expect(nodes.filter(({ kind }) => kind === 'input')).toHaveLength(1);
      }),
    );
  });

  it('leads only one wire into a layer that reads one, and none into the input', () => {
    fc.assert(
      fc.property(intents, (list) => {
        const { network } = afterIntents(list);
        for (const node of network.nodes) {
          const most = node.kind === 'input' ? 0 : joins(node) ? Number.POSITIVE_INFINITY : 1;
          expect(inputsOf(network, node.id).length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('draws nothing that is not there, and no node in two blocks', () => {
    fc.assert(
      fc.property(intents, (list) => {
        const { network, drawing } = afterIntents(list);
        const ids = network.nodes.map(({ id }) => id);
        const grouped = drawing.blocks.flatMap(({ copies }) => copies.flat());
        expect(Object.keys(drawing.places).every((id) => ids.includes(id))).toBe(true);
        expect(grouped.every((id) => ids.includes(id))).toBe(true);
        expect(new Set(grouped).size).toBe(grouped.length);
        expect(new Set(drawing.blocks.map(({ id }) => id)).size).toBe(drawing.blocks.length);
      }),
    );
  });

  it('is undone exactly, and done again exactly', () => {
    fc.assert(
      fc.property(intents, (list) => {
        const project = createProject({ ...DEFAULT_SPEC, network: RESIDUAL }, () => 0);
        const seen = [[project.getState().spec, project.getState().drawing]];
        for (const intent of list) {
          const { spec, drawing, commit } = project.getState();
          const design = { network: spec.network, drawing };
          const next = applyDesign(design, changeOf(design, intent)).design;
          if (next === design) continue;
          commit({ ...spec, network: next.network }, '', next.drawing);
          seen.push([project.getState().spec, project.getState().drawing]);
        }
        for (const before of seen.slice(0, -1).toReversed()) {
          project.getState().undo();
          expect([project.getState().spec, project.getState().drawing]).toEqual(before);
        }
        expect(project.getState().spec.network).toEqual(RESIDUAL);
        for (const after of seen.slice(1)) {
          project.getState().redo();
          expect([project.getState().spec, project.getState().drawing]).toEqual(after);
        }
      }),
    );
  });
});

describe('adding', () => {
  it('puts a layer after the selected one, before what read that one', () => {
    const { design, select } = applyDesign(drawn(chain('in', 'h', 'out')), {
      type: 'add_after',
      piece: DENSE,
      after: 'h',
    });
    expect(wires(design.network)).toEqual(['in-h', 'dense1-out', 'h-dense1']);
    expect(ordered(design.network)).toEqual(['in', 'h', 'dense1', 'out']);
    expect(select).toEqual(['dense1']);
  });

  it('puts a layer after the output when nothing is selected', () => {
    const { network } = edited(drawn(chain('in', 'h')), { type: 'add_after', piece: DENSE, after: null });
    expect(wires(network)).toEqual(['in-h', 'h-dense1']);
  });

  it('puts a layer on a wire, at the same place among the inputs of Concat', () => {
    const { network } = edited(START, { type: 'add_on', piece: DENSE, edge: ['conv2', 'add1'] });
    expect(inputsOf(network, 'add1')).toEqual(['dense1', 'stem']);
    expect(inputsOf(network, 'dense1')).toEqual(['conv2']);
  });

  it('leaves a layer that is dropped beside the network by itself, everything else where it stands', () => {
    const shown = { in: { x: 0, y: 0 }, out: { x: 200, y: 0 } };
    const at = { x: 50, y: 300 };
    const { network, drawing } = edited(drawn(chain('in', 'out')), { type: 'add_at', piece: DENSE, at, shown });
    expect(wires(network)).toEqual(['in-out']);
    expect(drawing.places).toEqual({ ...shown, dense1: at });
  });

  it('has one input only', () => {
    const input = { kind: 'input', fields: {} };
    const { design, refused } = applyDesign(START, { type: 'add_after', piece: input, after: 'stem' });
    expect(design).toBe(START);
    expect(refused).toContain('one input');
  });

  it('makes room where places are kept', () => {
    const shown = { in: { x: 0, y: 0 }, out: { x: 200, y: 0 } };
    const kept = edited(drawn(chain('in', 'out')), { type: 'move', shown, places: { out: { x: 210, y: 0 } } });
    const { drawing } = edited(kept, { type: 'add_on', piece: DENSE, edge: ['in', 'out'] });
    const [first, between, last] = ['in', 'dense1', 'out'].map((id) => drawing.places[id]?.x ?? Number.NaN);
    expect(first).toBeLessThan(between ?? 0);
    expect(between).toBeLessThan(last ?? 0);
  });
});

describe('wiring', () => {
  it.each([
    ['out', 'stem', 'circle'],
    ['stem', 'in', 'input'],
    ['stem', 'conv1', 'already'],
    ['stem', 'stem', 'circle'],
    ['gone', 'stem', 'gone'],
  ])('refuses %s to %s', (from, to, reason) => {
    const { design, refused } = applyDesign(START, { type: 'connect', from, to });
    expect(design).toBe(START);
    expect(refused).toContain(reason);
  });

  it('lets Add read one more, and any other layer let go of what it read', () => {
    expect(inputsOf(edited(START, { type: 'connect', from: 'conv1', to: 'add1' }).network, 'add1')).toHaveLength(3);
    expect(inputsOf(edited(START, { type: 'connect', from: 'conv1', to: 'flat' }).network, 'flat')).toEqual(['conv1']);
  });
});

describe('deleting', () => {
  it('joins what stood before and after', () => {
    const { network } = edited(drawn(chain('in', 'a', 'b', 'out')), { type: 'delete', nodes: ['a', 'b'], edges: [] });
    expect(wires(network)).toEqual(['in-out']);
  });

  it('keeps the input, and says so', () => {
    expect(applyDesign(START, { type: 'delete', nodes: ['in'], edges: [] }).refused).toContain('input');
  });

  it('leaves no wire twice', () => {
    const { network } = edited(START, { type: 'delete', nodes: ['conv1', 'conv2'], edges: [] });
    expect(inputsOf(network, 'add1')).toEqual(['stem']);
  });
});

describe('mending', () => {
  it('puts the missing layer before the node, with its usual fields', () => {
    const mending = { node: 'out', insert: 'reshape', fields: { shape: [4, 4, 1] } };
    const { network } = edited(START, { type: 'mend', mending, defaults: { shape: [1], other: 2 } });
    expect(inputsOf(network, 'out')).toEqual(['reshape1']);
    expect(network.nodes.find(({ id }) => id === 'reshape1')).toMatchObject({ shape: [4, 4, 1], other: 2 });
  });

  it('puts it on the wire that is at fault, where there are several', () => {
    const mending = { node: 'add1', insert: 'conv2d', fields: {}, port: 0 };
    const { network } = edited(START, { type: 'mend', mending, defaults: {} });
    expect(inputsOf(network, 'add1')).toEqual(['conv3', 'stem']);
  });

  it('joins all wires in the layer where no one of them is named', () => {
    const many = { ...RESIDUAL, edges: [...RESIDUAL.edges, ['stem', 'flat'] satisfies [string, string]] };
    const mending = { node: 'flat', insert: 'concat', fields: {} };
    const { network } = edited(drawn(many), { type: 'mend', mending, defaults: {} });
    expect(inputsOf(network, 'concat1')).toEqual(['add1', 'stem']);
    expect(inputsOf(network, 'flat')).toEqual(['concat1']);
  });

  it('sets the fields that do not fit', () => {
    const mending = { node: 'conv1', insert: '', fields: { padding: 'same', stride: 1 } };
    const { network } = edited(START, { type: 'mend', mending, defaults: {} });
    expect(network.nodes.find(({ id }) => id === 'conv1')).toMatchObject({ padding: 'same', stride: 1 });
  });
});

describe('blocks', () => {
  const grouped = edited(START, { type: 'group', nodes: ['add1', 'conv2', 'conv1'] });
  const thrice = edited(grouped, { type: 'repeat', block: 'block1', times: 3 });

  it('repeat in series, skip connections and the order of inputs included', () => {
    const { network, drawing } = thrice;
    expect(drawing.blocks[0]?.copies).toEqual([
      ['conv1', 'conv2', 'add1'],
      ['conv3', 'conv4', 'add2'],
      ['conv5', 'conv6', 'add3'],
    ]);
    expect(inputsOf(network, 'conv3')).toEqual(['add1']);
    expect(inputsOf(network, 'add2')).toEqual(['conv4', 'add1']);
    expect(inputsOf(network, 'add3')).toEqual(['conv6', 'add2']);
    expect(inputsOf(network, 'flat')).toEqual(['add3']);
    expect(readersOf(network, 'stem')).toEqual(['conv1', 'add1']);
    expect(network.nodes.find(({ id }) => id === 'conv5')).toMatchObject({ filters: 8, kernel: 3, padding: 'same' });
  });

  it('shrink back to exactly what they were', () => {
    const once = edited(thrice, { type: 'repeat', block: 'block1', times: 1 });
    expect(once.drawing).toEqual(grouped.drawing);
    expect(new Set(wires(once.network))).toEqual(new Set(wires(RESIDUAL)));
    expect(once.network.nodes).toEqual(RESIDUAL.nodes);
  });

  it('say why they cannot be repeated', () => {
    const loose = edited(START, { type: 'group', nodes: ['conv2', 'flat'] });
    expect(applyDesign(loose, { type: 'repeat', block: 'block1', times: 2 }).refused).toContain('one layer');
  });

  it('need two layers', () => {
    expect(applyDesign(START, { type: 'group', nodes: ['conv2', 'in'] }).refused).toContain('two layers');
  });

  it('take in what is put on a wire within them', () => {
    const { drawing } = edited(grouped, { type: 'add_on', piece: DENSE, edge: ['conv1', 'conv2'] });
    expect(drawing.blocks[0]?.copies).toEqual([['conv1', 'dense1', 'conv2', 'add1']]);
  });
});
