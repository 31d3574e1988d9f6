import { describe, expect, it } from 'vitest';
import { applyChange, type Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { difference } from '@/state/difference';

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
