import { describe, expect, it } from 'vitest';
import { marginIn, neat, promiseOf, taughtBy, verdictOf } from '@/perceptron/telling';
import type { Rule } from '@/perceptron/unit';

/** One step of a rule, by its formula. */
function stepped(rule: Rule, { x, w, b, t, rate }: { x: number[]; w: number[]; b: number; t: 0 | 1; rate: number }) {
  const sum = x.reduce((total, value, index) => total + value * (w[index] ?? 0), b);
  const fired = sum > 0 ? 1 : 0;
  const p = 1 / (1 + Math.exp(-sum));
  const error = { perceptron: t - fired, delta_rule: 2 * t - 1 - sum, logistic: t - p }[rule];
  const looked = {
    inputs: x,
    target: [rule === 'delta_rule' ? 2 * t - 1 : t],
    output: [rule === 'logistic' ? p : fired],
    change: {
      'out.weight': x.map((value) => Math.fround(rate * error * value)),
      'out.bias': [Math.fround(rate * error)],
    },
  };
  return { looked, sum, error, mistake: fired !== t };
}

describe('taughtBy', () => {
  const cases = [
    { x: [2.5, -2], w: [0.3, 0.1], b: 0.05, t: 0 as const, rate: 0.05 },
    { x: [2.5, -2], w: [0.3, 0.1], b: 0.05, t: 1 as const, rate: 0.05 },
    { x: [-1, 0.5], w: [0.2, 0.4], b: -0.3, t: 1 as const, rate: 1 },
  ];
  for (const rule of ['perceptron', 'delta_rule', 'logistic'] as const)
    it(`reads the ${rule} back from what it did`, () => {
      for (const one of cases) {
        const { looked, sum, error, mistake } = stepped(rule, one);
        const taught = taughtBy(looked, { node: 'out', rule, rate: one.rate, sum });
        expect(taught?.error).toBeCloseTo(error, 6);
        expect(taught?.mistake).toBe(mistake);
        expect(taught?.plain).toBe(true);
        expect(taught?.moved.map(({ input }) => input)).toEqual([...one.x, 1]);
      }
    });

  it('does not write a formula that is not what happened', () => {
    const [one] = cases;
    if (!one) return expect.unreachable();
    const { looked, sum } = stepped('perceptron', one);
    expect(taughtBy(looked, { node: 'out', rule: 'perceptron', rate: 0.5, sum })?.plain).toBe(false);
  });

  it('is nothing within a batch, where no weight moves', () => {
    const looked = { inputs: [1, 2], target: [1], output: [0], change: {} };
    expect(taughtBy(looked, { node: 'out', rule: 'perceptron', rate: 1, sum: 0 })).toBeNull();
  });
});

describe('verdictOf', () => {
  const taught = { target: 1, said: 0, error: 1, mistake: true, moved: [], plain: true };

  it('tells mistakes of both kinds from what is right', () => {
    expect(verdictOf(taught, 'perceptron')).toMatch(/should have fired, so η times the sample is added/);
    expect(verdictOf({ ...taught, error: -1 }, 'perceptron')).toMatch(/should not have fired.*taken off/);
    expect(verdictOf({ ...taught, error: 0, mistake: false }, 'perceptron')).toMatch(/changes nothing/);
    expect(verdictOf({ ...taught, error: 0.4, mistake: false }, 'delta_rule')).toMatch(/right side.*0\.4 away/);
    expect(verdictOf({ ...taught, error: 0.2, mistake: false }, 'logistic')).toMatch(/right side.*0\.2 short/);
  });
});

describe('promiseOf', () => {
  const facts = { separable: true, radius: 5, margin: 0.5, bound: 100.7, mistakes: 12 };

  it('says how many mistakes there can be, and that there is no end without a line', () => {
    expect(promiseOf(facts, 'perceptron')).toMatch(/after 100 mistakes at most/);
    expect(promiseOf(facts, 'perceptron', true)).toMatch(/come to rest/);
    expect(promiseOf({ ...facts, mistakes: 200 }, 'perceptron')).toMatch(/set by hand/);
    expect(promiseOf({ ...facts, bound: null }, 'perceptron')).toMatch(/start at zero/);
    expect(promiseOf({ ...facts, separable: false, bound: null }, 'perceptron')).toMatch(
      /^Not linearly separable: it will never converge/,
    );
    expect(promiseOf({ ...facts, separable: false, bound: null }, 'delta_rule')).toMatch(/squared error is least/);
  });

  it('reads the facts of a frame, and none of another', () => {
    expect(marginIn({ ...facts, single_unit: true })).toEqual(facts);
    expect(marginIn({ ...facts, bound: null, mistakes: null })).toMatchObject({ bound: null, mistakes: null });
    expect(marginIn(undefined)).toBeNull();
    expect(marginIn({ step: 3 })).toBeNull();
  });
});

describe('neat', () => {
  it('writes as by hand', () => {
    expect([0.05, -1.5, -1.9e-9, 0.0174999, 1].map(neat)).toEqual(['0.05', '−1.5', '0', '0.0175', '1']);
  });
});
