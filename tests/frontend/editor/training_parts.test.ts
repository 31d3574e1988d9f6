import { describe, expect, it } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_DATA, DEFAULT_SPEC } from '@/editor/defaults';
import { dataOf } from '@/editor/follow';
import { encodeSpec } from '@/editor/link';
import { dataIn, trainingIn } from '@/editor/setup_parts';
import { classesOf, FACTS } from '@/editor/task';
import type { RunSpec, TrainingSpec } from '@/protocol/names';
import { difference, withLive } from '@/state/difference';

const TRAINING: TrainingSpec = {
  ...DEFAULT_SPEC.training,
  loss: { kind: 'binary_cross_entropy', class_weights: [0.5, 2] },
  optimiser: { kind: 'adamw', learning_rate: 0.01, weight_decay: 0.2 },
  clipping: { kind: 'norm', most: 2 },
  patience: 7,
  min_delta: 0.01,
};
const OWN = { ...DEFAULT_DATA, kind: 'points', target: 'class', classes: 3, points: [[1, 2, 0] as const] };
const trained = (training: TrainingSpec): RunSpec => ({ ...DEFAULT_SPEC, training });

describe('what there is of training', () => {
  it('is read from a set-up as it was written', () => {
    expect(trainingIn(JSON.parse(JSON.stringify(TRAINING)), null)).toEqual(TRAINING);
  });

  it('acts while the run trains, also where it was left out', () => {
    const after = trained({ ...TRAINING, clipping: { kind: 'norm', most: 3 }, patience: 9, min_delta: 0.02 });
    expect(difference(trained(TRAINING), after)).toEqual({
      kind: 'live',
      changes: [
        { path: 'training.clipping.most', value: 3 },
        { path: 'training.patience', value: 9 },
        { path: 'training.min_delta', value: 0.02 },
      ],
    });
    expect(difference(DEFAULT_SPEC, trained({ ...DEFAULT_SPEC.training, patience: 4 }))).toEqual({
      kind: 'live',
      changes: [{ path: 'training.patience', value: 4 }],
    });
    expect(difference(trained(TRAINING), trained({ ...TRAINING, clipping: { kind: 'none' } })).kind).toBe('rebuild');
  });

  it('follows a change that somebody else made', () => {
    const found = withLive(trained(TRAINING), { path: 'training.clipping.most', value: 5 });
    expect(found.training.clipping).toEqual({ kind: 'norm', most: 5 });
  });

  it('has no words in the readable link', () => {
    expect(encodeSpec(trained({ ...DEFAULT_SPEC.training, patience: null }))).not.toBe('');
    expect(encodeSpec(trained({ ...DEFAULT_SPEC.training, patience: 3 }))).toBe('');
    expect(encodeSpec(trained({ ...DEFAULT_SPEC.training, clipping: { kind: 'value', most: 1 } }))).toBe('');
    expect(encodeSpec({ ...DEFAULT_SPEC, data: OWN })).toBe('');
  });
});

describe('sets of points', () => {
  it('keeps points of one’s own', () => {
    expect(dataIn(JSON.parse(JSON.stringify(OWN)), null)).toEqual(OWN);
    expect(() => dataIn({ ...OWN, points: [[1, 2]] }, null)).toThrow('spec.data.points[0] should be three numbers');
  });

  it('takes only features that a set offers, and no more points than it may have', () => {
    const facts = { ...FACTS, features: { curve: ['x', 'x2', 'sin_x'] }, most: { points: 300 } };
    expect(dataOf('curve', { ...DEFAULT_DATA, features: ['x', 'y', 'x2'] }, facts)).toMatchObject({
      features: ['x', 'x2'],
    });
    expect(dataOf('curve', { ...DEFAULT_DATA, features: ['y', 'xy'] }, facts)).toMatchObject({ features: ['x'] });
    expect(dataOf('points', DEFAULT_DATA, facts).samples).toBe(300);
    expect(dataOf('circles', OWN, facts)).not.toHaveProperty('points');
  });

  it('learns values where points have values', () => {
    expect(classesOf(OWN)).toBe(3);
    expect(classesOf({ ...OWN, target: 'value' })).toBe(0);
    const spec = applyChange({ ...DEFAULT_SPEC, data: OWN }, { type: 'set_data', values: { target: 'value' } });
    expect(spec.training.loss.kind).toBe('mse');
  });
});
