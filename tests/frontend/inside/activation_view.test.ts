import { describe, expect, it } from 'vitest';
import { type ActivationFacts, activationTelling, factsOf } from '@/inside/activation_view';
import { frame } from '../live/frame';

const facts = (more: Partial<ActivationFacts>): ActivationFacts => ({
  unit: null,
  flat: 0,
  below: 0.5,
  stuck: 0,
  units: 4,
  examples: 10,
  total: 40,
  reach: 4,
  outside: 0,
  ...more,
});

describe('an activation in words', () => {
  it('tells what saturation does to the weights', () => {
    const told = activationTelling(facts({ flat: 0.83, stuck: 2 }), 'sigmoid');
    expect(told).toContain('83 % of this batch’s sums fall where the curve is flat');
    expect(told).toContain('learn slowly');
    expect(told).toContain('2 of 4 units');
    expect(activationTelling(facts({ flat: 0.001 }), 'tanh')).toContain('gradients come through well');
  });

  it('tells what a ReLU cuts off, what a step cannot learn, and that a line lets all through', () => {
    expect(activationTelling(facts({ below: 0.62, flat: 0.62 }), 'relu')).toContain(
      '62 % of this batch’s sums are below',
    );
    expect(activationTelling(facts({ below: 0.25, flat: 0 }), 'step')).toContain(
      '75 % of this batch’s sums are above zero',
    );
    expect(activationTelling(facts({}), 'linear')).toContain('slope is 1');
    expect(activationTelling(facts({ units: 1, stuck: 1, below: 1 }), 'relu')).toContain('the unit learns nothing');
  });

  it('tells of sums beyond the plot and of none at all', () => {
    expect(activationTelling(facts({ outside: 0.1, reach: 16 }), 'tanh')).toContain('10 % lie beyond ±16');
    expect(activationTelling(facts({ total: 0 }), 'tanh')).toContain('No sum');
  });

  it('reads the facts of a frame', () => {
    expect(factsOf(undefined)).toBeNull();
    const told = { ...frame('activation:h1'), meta: { unit: 3, total: 10, flat: 0.5 } };
    expect(factsOf(told)).toMatchObject({ unit: 3, total: 10, flat: 0.5, below: 0 });
  });
});
