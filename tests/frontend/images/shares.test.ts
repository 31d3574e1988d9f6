import { describe, expect, test } from 'vitest';
import { emptyOf, mostForeground, sharesOf, shareText } from '@/images/shares';

const MASKS = Uint8Array.from([0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1]);

describe('masks of a set', () => {
  test('have shares of all pixels that add up to one', () => {
    expect(sharesOf(MASKS, 3)).toEqual([8 / 12, 3 / 12, 1 / 12]);
    expect(sharesOf(new Uint8Array(0), 2)).toEqual([0, 0]);
  });

  test('are empty where nothing but ground is', () => {
    expect(emptyOf(MASKS, 4)).toBe(1);
    expect(emptyOf(MASKS, 0)).toBe(0);
  });

  test('the one with the most to see stands for all', () => {
    expect(mostForeground(MASKS, 4, 3)).toBe(1);
    expect(mostForeground(MASKS, 4, 0)).toBe(0);
  });

  test('shares are told in few figures', () => {
    expect([0.955, 0.045, 0.0031, 0.0002, 0].map(shareText)).toEqual(['96 %', '4.5 %', '0.3 %', 'under 0.1 %', '0 %']);
  });
});
