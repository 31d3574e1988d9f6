import { describe, expect, it } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { applyDesign } from '@/editor/design';
import { gated, gatesIn, throughOf, toggled } from '@/editor/gates';
import { nodeOf } from '@/editor/graph';
import { drawingOf } from '@/editor/template_blocks';
import { difference } from '@/state/difference';
import { unet } from '../canvas/unets';
import { RESIDUAL, START } from './designs';

describe('a gate', () => {
  it('sits on a wire, and keeps its place among what the reader reads', () => {
    const { network, gates } = gated(RESIDUAL, [['stem', 'add1']]);
    expect(gates).toEqual(['gate1']);
    expect(nodeOf(network, 'gate1')).toEqual({ kind: 'gate', id: 'gate1', factor: 1 });
    expect(network.edges).toEqual(
      RESIDUAL.edges.flatMap((edge) =>
        edge[0] === 'stem' && edge[1] === 'add1'
          ? [
              ['stem', 'gate1'],
              ['gate1', 'add1'],
            ]
          : [edge],
      ),
    );
  });

  it('is put on each wire that there is', () => {
    expect(gated(RESIDUAL, [['stem', 'out']]).network).toBe(RESIDUAL);
    const two = applyDesign(START, {
      type: 'gate',
      edges: [
        ['stem', 'add1'],
        ['in', 'stem'],
      ],
    });
    expect(two.select).toEqual(['gate1', 'gate2']);
    expect([...gatesIn(two.design.network).values()]).toEqual([1, 1]);
    expect(applyDesign(START, { type: 'gate', edges: [] }).design).toBe(START);
  });

  it('is cut and opened by the scissors', () => {
    expect(toggled(1)).toBe(0);
    expect(toggled(0.3)).toBe(0);
    expect(toggled(0)).toBe(1);
    expect(throughOf({ kind: 'gate', id: 'g' })).toBe(1);
  });

  it('acts while the network trains: no new run', () => {
    const spec = { ...DEFAULT_SPEC, network: unet().network };
    const design = { network: spec.network, drawing: drawingOf(spec.network) };
    const cut = applyDesign(design, { type: 'set_field', node: 'skip1', name: 'factor', value: 0 }).design;
    expect(difference(spec, { ...spec, network: cut.network })).toEqual({
      kind: 'live',
      changes: [{ path: 'network.nodes.skip1.factor', value: 0 }],
    });
  });
});

describe('the blocks of a template', () => {
  it('are folded, their nodes in the order of reading; single layers are no block', () => {
    const { network } = unet();
    const { blocks } = drawingOf(network, [
      { id: 'enc1', name: 'Encoder 1', nodes: ['enc1-norm1', 'enc1-conv1', 'nowhere'] },
      { id: 'out', name: 'Output', nodes: ['out'] },
      { id: 'twice', name: 'Twice', nodes: ['enc1-conv1', 'enc1-conv2', 'enc1-norm2'] },
    ]);
    expect(blocks).toEqual([
      { id: 'enc1', name: 'Encoder 1', copies: [['enc1-conv1', 'enc1-norm1']], folded: true },
      { id: 'twice', name: 'Twice', copies: [['enc1-conv2', 'enc1-norm2']], folded: true },
    ]);
  });
});
