import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs, whyClosed } from '@/transport/closing';

describe('whyClosed', () => {
  it.each([1001, 1006, 1008, 1009, 1011, 1012, 1013, 3000])('%i can be tried again', (code) => {
    expect(whyClosed(code).retry).toBe(true);
  });

  it.each([
    [4400, 'Reload the page'],
    [4401, 'no more'],
    [4403, 'does not trust'],
  ])('%i cannot', (code, words) => {
    expect(whyClosed(code).retry).toBe(false);
    expect(whyClosed(code).message).toContain(words);
  });

  it('tells a restart from a loss', () => {
    expect(whyClosed(1012).message).not.toBe(whyClosed(1006).message);
  });
});

describe('backOffMs', () => {
  it('doubles the longest wait from a quarter of a second up to eight seconds', () => {
    expect([0, 1, 2, 5, 6, 50].map((attempt) => backOffMs(attempt, 1))).toEqual([250, 500, 1000, 8000, 8000, 8000]);
  });

  it('spreads waits over all of the time there is', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        expect(backOffMs(attempt, random)).toBeCloseTo(random * backOffMs(attempt, 1), 6);
      }),
    );
  });
});
