import { describe, expect, it } from 'vitest';
import { divergingTable, sequentialTable } from '@/paint/colour';
import { codeValue, fillScale, isSigned, reachOver } from '@/paint/scale';

const table = new Uint32Array(256);

describe('fillScale', () => {
  it('gives the strongest colours to plus and minus the reach, and the ground to zero', () => {
    fillScale(table, -2, 2, 2, true, 'light');
    const shades = divergingTable('light');
    expect([table[0], table[255]]).toEqual([shades[0], shades[254]]);
    fillScale(table, 0, 0, 2, true, 'light');
    expect(new Set(table)).toEqual(new Set([shades[127]]));
  });

  it('shows the same value in the same colour whatever the range of the map', () => {
    fillScale(table, 0, 5.1, 10, false, 'dark');
    const half = table[100];
    fillScale(table, 2, 2, 10, false, 'dark');
    expect(table[77]).toBe(half);
  });

  it('uses magnitudes without a sign, and clips what is stronger than the reach', () => {
    fillScale(table, 0, 4, 2, false, 'light');
    const shades = sequentialTable('light');
    expect([table[0], table[128], table[255]]).toEqual([shades[0], shades[255], shades[255]]);
  });

  it('leaves a dead map blank', () => {
    fillScale(table, 0, 0, 0, false, 'light');
    expect(new Set(table)).toEqual(new Set([sequentialTable('light')[0]]));
  });
});

describe('reachOver', () => {
  const [lo, hi] = [Float32Array.of(0, -3), Float32Array.of(2, 1)];

  it('is the largest absolute value of one map or of all', () => {
    expect(reachOver(lo, hi, 0)).toBe(2);
    expect(reachOver(lo, hi, 1)).toBe(3);
    expect(reachOver(lo, hi)).toBe(3);
  });

  it('knows signed layers by their lowest values', () => {
    expect(isSigned(lo)).toBe(true);
    expect(isSigned(lo.subarray(0, 1))).toBe(false);
  });
});

it('reads values out of codes', () => {
  expect([codeValue(0, -1, 1), codeValue(255, -1, 1), codeValue(51, 0, 5)]).toEqual([-1, 1, 1]);
});
