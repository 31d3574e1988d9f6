import { describe, expect, it } from 'vitest';
import { applyChange, type Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { difference, levelled, withLive } from '@/state/difference';

const between = (change: Change, before = DEFAULT_SPEC) => difference(before, applyChange(before, change));

describe('difference', () => {
  it('is none between equal set-ups', () => {
    expect(difference(DEFAULT_SPEC, structuredClone(DEFAULT_SPEC))).toEqual({ kind: 'same' });
  });

  it('names live values by their paths', () => {
    expect(between({ type: 'set_knob', knob: 'learning_rate', value: 0.3 })).toEqual({
      kind: 'live',
      changes: [{ path: 'training.optimiser.learning_rate', value: 0.3 }],
    });
    expect(between({ type: 'set_training', values: { l2: 0.1, max_epochs: 5 } })).toEqual({
      kind: 'live',
      changes: [
        { path: 'training.max_epochs', value: 5 },
        { path: 'training.l2', value: 0.1 },
      ],
    });
  });

  it('tells the end of a limit as null', () => {
    const limited = applyChange(DEFAULT_SPEC, { type: 'set_training', values: { updates_per_s: 10 } });
    expect(between({ type: 'set_training', values: { updates_per_s: null } }, limited)).toEqual({
      kind: 'live',
      changes: [{ path: 'training.updates_per_s', value: null }],
    });
  });

  it('takes a rate of dropout that is there as live, and a new dropout as a new network', () => {
    const dropping = applyChange(DEFAULT_SPEC, { type: 'set_dropout', node: 'h1', rate: 0.2 });
    expect(difference(DEFAULT_SPEC, dropping)).toEqual({ kind: 'rebuild' });
    expect(between({ type: 'set_dropout', node: 'h1', rate: 0.3 }, dropping)).toEqual({
      kind: 'live',
      changes: [{ path: 'network.nodes.h1_drop.rate', value: 0.3 }],
    });
  });

  it('asks for a new run for everything else', () => {
    const rebuilding: Change[] = [
      { type: 'set_units', node: 'h1', units: 5 },
      { type: 'set_layer', node: 'h1', values: { bias: false } },
      { type: 'set_optimiser', kind: 'adam', knobs: { beta1: 0.9 } },
      { type: 'set_data', values: { noise: 0.2 } },
      { type: 'toggle_feature', feature: 'x2' },
      { type: 'set_training', values: { batch_size: 20 } },
    ];
    for (const change of rebuilding) expect(between(change)).toEqual({ kind: 'rebuild' });
  });
});

describe('live values', () => {
  const dropping = applyChange(DEFAULT_SPEC, { type: 'set_dropout', node: 'h1', rate: 0.2 });
  const huber = applyChange(dropping, { type: 'set_loss', kind: 'huber', knobs: { delta: 1 } });

  it('are put in place by their paths', () => {
    const changes = [
      { path: 'training.optimiser.learning_rate', value: 0.3 },
      { path: 'training.loss.delta', value: 2 },
      { path: 'training.updates_per_s', value: null },
      { path: 'network.nodes.h1_drop.rate', value: 0.5 },
    ];
    const after = changes.reduce(withLive, huber);
    expect(difference(huber, after)).toMatchObject({ kind: 'live' });
    expect(after.training).toMatchObject({
      optimiser: { learning_rate: 0.3 },
      loss: { delta: 2 },
      updates_per_s: null,
    });
    expect(after.network.nodes[2]).toMatchObject({ rate: 0.5 });
    for (const change of changes) expect(withLive(after, change)).toBe(after);
  });

  it('that a set-up does not have leave it alone', () => {
    for (const path of ['training.optimiser.beta1', 'training.seed', 'network.nodes.h1.units', 'nonsense', '__proto__'])
      expect(withLive(DEFAULT_SPEC, { path, value: 3 })).toBe(DEFAULT_SPEC);
  });

  it('are levelled between set-ups that differ in more', () => {
    const other = applyChange(huber, { type: 'set_units', node: 'h2', units: 7 });
    const faster = withLive(other, { path: 'training.l2', value: 0.5 });
    expect(levelled(dropping, faster)).toEqual(withLive(dropping, { path: 'training.l2', value: 0.5 }));
    expect(levelled(dropping, dropping)).toBe(dropping);
  });
});
