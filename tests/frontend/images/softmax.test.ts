import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestOf, softmaxSteps } from '@/images/softmax';

it('goes from logits over powers to probabilities', () => {
  const { powers, sum, probabilities } = softmaxSteps(Float32Array.of(0, Math.LN2, 0));
  expect(powers.map((power) => Number(power.toFixed(5)))).toEqual([1, 2, 1]);
  expect(sum).toBeCloseTo(4, 5);
  expect(probabilities.map((part) => Number(part.toFixed(5)))).toEqual([0.25, 0.5, 0.25]);
});

it('adds up to one, also where the powers overflow', () => {
  const logits = fc.array(fc.double({ min: -2000, max: 2000, noNaN: true }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(logits, (values) => {
      const { probabilities } = softmaxSteps(values);
      expect(probabilities.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
      expect(largestOf(probabilities)).toBe(
        largestOf(values.map((value) => probabilities[values.indexOf(value)] ?? 0)),
      );
    }),
  );
});

it('finds the largest, past what is not a number', () => {
  expect(largestOf([Number.NaN, 1, 3, 2])).toBe(2);
  expect(largestOf([])).toBe(-1);
});
