import { describe, expect, it } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { raceOf } from '@/perceptron/race';
import { lineBefore, lineOf, oneUnit, RULES, ruleOf, withRule } from '@/perceptron/unit';
import type { DenseNode, RunRecord, RunSpec } from '@/protocol/names';

const out: DenseNode = { kind: 'dense', id: 'out', units: 1, activation: 'sigmoid', bias: true, initialiser: 'xavier' };
const single: RunSpec = {
  ...DEFAULT_SPEC,
  network: { nodes: [{ kind: 'input', id: 'in' }, out], edges: [['in', 'out']] },
};
const learned = (numbers: readonly number[], bias = 0) => ({
  weight: (_: string, input: number) => numbers[input],
  bias: () => bias,
  weights: () => Float32Array.from(numbers),
});

describe('oneUnit', () => {
  it('finds the only unit on points of two classes, and nothing else', () => {
    expect(oneUnit(single, 'binary')).toBe(out);
    expect(oneUnit(single, 'regression')).toBeNull();
    expect(oneUnit(applyChange(single, { type: 'add_layer', after: 'in' }), 'binary')).toBeNull();
  });
});

describe('withRule', () => {
  it('makes a set-up of each rule, all from the same start', () => {
    for (const rule of RULES) {
      const spec = withRule(single, rule);
      const unit = oneUnit(spec, 'binary');
      expect(unit && ruleOf(unit, spec.training.loss)).toBe(rule);
      expect(unit?.initialiser).toBe('zeros');
      expect(spec.training).toMatchObject({ batch_size: 1, seed: single.training.seed });
      expect(spec.training.optimiser).toEqual({
        kind: 'sgd',
        learning_rate: single.training.optimiser.learning_rate,
      });
      expect(spec.data).toBe(single.data);
    }
  });

  it('knows no rule where output and loss do not go together as in one', () => {
    expect(ruleOf({ activation: 'tanh' }, { kind: 'binary_cross_entropy' })).toBeNull();
    expect(ruleOf({ activation: 'linear' }, { kind: 'delta_rule' })).toBe('delta_rule');
    expect(ruleOf({ activation: 'step' }, { kind: 'hinge' })).toBeNull();
  });
});

describe('lineOf', () => {
  it('is where the sum is zero', () => {
    expect(lineOf(out, ['x', 'y'], learned([2, -1], 0.5))).toEqual({ a: 2, b: -1, c: 0.5 });
    expect(lineOf(out, ['y'], learned([3]))).toEqual({ a: 0, b: 3, c: 0 });
    expect(lineOf({ ...out, bias: false }, ['x', 'y'], learned([2, -1], 9))?.c).toBe(0);
  });

  it('is no line where a feature bends it, unless its weight is nothing', () => {
    expect(lineOf(out, ['x', 'y', 'xy'], learned([2, -1, 0.1]))).toBeNull();
    expect(lineOf(out, ['x', 'y', 'xy'], learned([2, -1, 0]))).not.toBeNull();
    expect(lineOf(out, ['x', 'y'], learned([2]))).toBeNull();
  });

  it('was elsewhere before a sample moved it', () => {
    const line = { a: 2, b: -1, c: 0.5 };
    const change = { 'out.weight': [0.5, 1], 'out.bias': [0.25] };
    expect(lineBefore(line, out, ['x', 'y'], change)).toEqual({ a: 1.5, b: -2, c: 0.25 });
    expect(lineBefore(line, out, ['x', 'y'], { 'out.weight': [0, 0], 'out.bias': [0] })).toBeNull();
    expect(lineBefore(line, out, ['x', 'y'], {})).toBeNull();
  });
});

describe('raceOf', () => {
  it('starts a run by each rule, which come to an end, and leads to their comparison', async () => {
    const begun: RunSpec[] = [];
    const rest = {
      createRun(spec: RunSpec, start?: boolean): Promise<RunRecord> {
        expect(start).toBe(true);
        begun.push(spec);
        return Promise.resolve({
          ...{ id: `r${begun.length}`, spec, status: 'running', step: 0, epoch: 0, updates_per_s: 0 },
          ...{ stop_reason: null, metrics: {}, device: 'cpu' },
        });
      },
      deleteRun: () => Promise.reject(new Error('Nothing is to be deleted.')),
    };
    expect(await raceOf(rest, single)).toBe(
      '/compare?ids=r1,r2,r3&measure=accuracy#Perceptron%20rule,Delta%20rule,Logistic',
    );
    expect(begun.map(({ training }) => training.loss.kind)).toEqual([
      'perceptron',
      'delta_rule',
      'binary_cross_entropy',
    ]);
    expect(begun.every(({ training }) => training.max_epochs !== null)).toBe(true);
  });

  it('leaves no run behind when one is refused', async () => {
    const deleted: string[] = [];
    let asked = 0;
    const rest = {
      createRun: (spec: RunSpec): Promise<RunRecord> => {
        asked += 1;
        if (asked === 2) return Promise.reject(new Error('You have as many runs as you may.'));
        return Promise.resolve({
          ...{ id: `r${asked}`, spec, status: 'running', step: 0, epoch: 0, updates_per_s: 0 },
          ...{ stop_reason: null, metrics: {}, device: 'cpu' },
        });
      },
      deleteRun: (id: string): Promise<void> => {
        deleted.push(id);
        return Promise.resolve();
      },
    };
    await expect(raceOf(rest, single)).rejects.toThrow('as many runs');
    expect(deleted).toEqual(['r1', 'r3']);
  });
});
