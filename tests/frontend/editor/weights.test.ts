import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange, type Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { encodeSpec } from '@/editor/link';
import { balanced } from '@/editor/weights';
import { difference, levelled, withLive } from '@/state/difference';

const after = (...changes: Change[]) => changes.reduce((spec, change) => applyChange(spec, change), DEFAULT_SPEC);
const WEIGHTED = after({ type: 'set_class_weights', weights: [0.5, 2] });

describe('balanced', () => {
  it('gives all classes together the same say, and leaves the sum of all examples as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 2, maxLength: 9 }), (counts) => {
        const weights = balanced(counts);
        const shares = counts.map((count, place) => count * (weights[place] ?? 0));
        const all = counts.reduce((sum, count) => sum + count, 0);
        for (const share of shares) expect(share / (all / counts.length)).toBeCloseTo(1, 2);
      }),
    );
  });

  it('leaves a class without examples alone', () => {
    expect(balanced([30, 0, 10])).toEqual([0.4444, 1, 1.333]);
  });
});

describe('class weights', () => {
  it('are part of the loss, and leave it when all classes count alike', () => {
    expect(WEIGHTED.training.loss['class_weights']).toEqual([0.5, 2]);
    expect(applyChange(WEIGHTED, { type: 'set_class_weights', weights: [] })).toEqual(DEFAULT_SPEC);
  });

  it('act one by one while the run trains; their number is another run', () => {
    const other = applyChange(WEIGHTED, { type: 'set_class_weights', weights: [0.5, 3] });
    const change = { path: 'training.loss.class_weights.1', value: 3 };
    expect(difference(WEIGHTED, other)).toEqual({ kind: 'live', changes: [change] });
    expect(withLive(WEIGHTED, change)).toEqual(other);
    expect(levelled(WEIGHTED, other)).toEqual(other);
    expect(difference(DEFAULT_SPEC, WEIGHTED)).toEqual({ kind: 'rebuild' });
    expect(difference(WEIGHTED, DEFAULT_SPEC)).toEqual({ kind: 'rebuild' });
  });

  it('go with the classes they are of', () => {
    const spiral = applyChange(WEIGHTED, { type: 'set_data_kind', kind: 'spiral' });
    expect(spiral.training.loss['class_weights']).toEqual([0.5, 2]);
    const three = applyChange(spiral, { type: 'set_classes', classes: 3 });
    expect(three.training.loss).not.toHaveProperty('class_weights');
    const weighted = applyChange(three, { type: 'set_class_weights', weights: [1, 2, 3] });
    const four = applyChange(weighted, { type: 'set_classes', classes: 4 });
    expect(four.training.loss).toEqual({ kind: 'cross_entropy' });
  });
});

describe('penalties of a layer', () => {
  it('are switched on with a new run, and act at once from then on', () => {
    const on = after({ type: 'set_layer', node: 'h1', values: { own_penalty: true, l1: 0, l2: 0 } });
    expect(difference(DEFAULT_SPEC, on)).toEqual({ kind: 'rebuild' });
    expect(encodeSpec(on)).toBe('');
    const stronger = applyChange(on, { type: 'set_layer', node: 'h1', values: { l1: 0.1 } });
    expect(difference(on, stronger)).toEqual({
      kind: 'live',
      changes: [{ path: 'network.nodes.h1.l1', value: 0.1 }],
    });
  });
});
