import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOf, spread } from '@/paint/end_labels';

test('labels stand where they belong when they have room', () => {
  expect(spread([10, 50, 90], 12, 100)).toEqual([10, 50, 90]);
});

test('labels that would cover each other are moved apart, and none leaves the chart', () => {
  expect(spread([98, 99, 100], 12, 100)).toEqual([76, 88, 100]);
  expect(spread([0, 0, 50], 12, 100)).toEqual([0, 12, 50]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 12 }), (wanted) => {
      const placed = spread(wanted, 13, 200);
      const sorted = placed.toSorted((a, b) => a - b);
      for (let i = 1; i < sorted.length; i++) expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThan(12.999);
      expect(sorted[0]).toBeGreaterThan(-0.001);
      expect(sorted.at(-1)).toBeLessThan(200.001);
      // The order is that of the curves: a label never passes another one.
      wanted.forEach((a, i) => {
        wanted.forEach((b, j) => {
          if (a < b) expect(placed[i] ?? 0).toBeLessThan(placed[j] ?? 0);
        });
      });
    }),
  );
});

test('more labels than fit share the room evenly', () => {
  expect(spread([5, 5, 5], 60, 60)).toEqual([0, 30, 60]);
});

test('a curve ends at its last number', () => {
  expect(endOf([1, 2, null, undefined])).toEqual({ row: 1, value: 2 });
  expect(endOf([null])).toBeNull();
  expect(endOf([])).toBeNull();
});
