import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classColour,
  classRgb,
  discrete,
  divergingTable,
  inks,
  magnitudeRgb,
  pack,
  sequentialTable,
  signedColour,
  signedRgb,
  valueTable,
} from '@/paint/colour';
import { MARKERS, markerOf } from '@/paint/marker';
import { mix, type Rgb, toLab } from '@/paint/oklab';

const themes = ['light', 'dark'] as const;
const far = (a: Rgb, b: Rgb): number => {
  const [x, y] = [toLab(a), toLab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
};

const linear = (byte: number): number => (byte / 255) ** 2.2;
const gamma = (value: number): number => 255 * Math.min(1, Math.max(0, value)) ** (1 / 2.2);
/** How a colour looks without one kind of cone (Machado, Oliveira and Fernandes, 2009). */
const MATRICES = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const seen = (matrix: readonly number[], colour: Rgb): Rgb => {
  const [r, g, b] = [linear(colour[0]), linear(colour[1]), linear(colour[2])];
  const row = (i: number) => gamma((matrix[i] ?? 0) * r + (matrix[i + 1] ?? 0) * g + (matrix[i + 2] ?? 0) * b);
  return [row(0), row(3), row(6)];
};

describe.each(themes)('the %s palette', (theme) => {
  it('has orange below zero, the ground at zero and blue above', () => {
    const [red, , blue] = signedRgb(-1, theme);
    expect(red).toBeGreaterThan(blue + 100);
    const positive = signedRgb(1, theme);
    expect(positive[2]).toBeGreaterThan(positive[0] + 100);
    const zero = signedRgb(0, theme);
    expect(Math.max(...zero) - Math.min(...zero)).toBeLessThan(10);
    expect(far(zero, [0, 0, 0]) > 0.5).toBe(theme === 'light');
  });

  it('clips what lies outside and takes NaN for zero', () => {
    expect(signedRgb(9, theme)).toEqual(signedRgb(1, theme));
    expect(signedRgb(Number.NEGATIVE_INFINITY, theme)).toEqual(signedRgb(-1, theme));
    expect(signedRgb(Number.NaN, theme)).toEqual(signedRgb(0, theme));
  });

  it('moves steadily away from zero on both sides', () => {
    for (const sign of [-1, 1]) {
      const steps = Array.from({ length: 11 }, (_, i) => far(signedRgb(0, theme), signedRgb((sign * i) / 10, theme)));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    }
  });

  it('is a table of 255 opaque pixels with zero in the middle', () => {
    const table = divergingTable(theme);
    expect(table).toHaveLength(255);
    expect(table[127]).toBe(pack(signedRgb(0, theme)));
    expect([table[0], table[254]]).toEqual([pack(signedRgb(-1, theme)), pack(signedRgb(1, theme))]);
    expect(table.every((pixel) => pixel >>> 24 === 255)).toBe(true);
    expect(divergingTable(theme)).toBe(table);
    expect(sequentialTable(theme)[255]).toBe(pack(magnitudeRgb(1, theme)));
  });

  it.each(Object.entries(MATRICES))('keeps signs and the first five classes apart for %s eyes', (_, matrix) => {
    expect(far(seen(matrix, signedRgb(-1, theme)), seen(matrix, signedRgb(1, theme)))).toBeGreaterThan(0.15);
    for (let a = 0; a < 5; a++) {
      for (let b = a + 1; b < 5; b++) {
        const distance = far(seen(matrix, classRgb(a, theme)), seen(matrix, classRgb(b, theme)));
        expect(distance, `classes ${a} and ${b}`).toBeGreaterThan(0.1);
      }
    }
  });

  it('gives the first two classes the colours of the two signs', () => {
    expect([classColour(0, theme), classColour(1, theme)]).toEqual([signedColour(-1, theme), signedColour(1, theme)]);
    expect(new Set(Array.from({ length: 10 }, (_, i) => classColour(i, theme))).size).toBe(10);
    expect(classRgb(10, theme)).toEqual(classRgb(0, theme));
  });

  it('has text that can be read on the ground', () => {
    const channel = (text: string, at: number) => Number.parseInt(text.slice(at, at + 2), 16);
    const hex = (text: string): Rgb => [channel(text, 1), channel(text, 3), channel(text, 5)];
    const luminance = (colour: Rgb) =>
      0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
    const { ink, faint, ground } = inks(theme);
    for (const text of [ink, faint]) {
      const [low = 0, high = 0] = [luminance(hex(text)), luminance(hex(ground))].sort((a, b) => a - b);
      expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(4.5);
    }
  });
});

describe('valueTable', () => {
  it('puts the middle of a probability at zero and its ends at the ends', () => {
    const table = valueTable({ lo: 0, hi: 1, zero: 0.5, reach: 0.5 }, 'light');
    expect([table[0], table[255]]).toEqual([divergingTable('light')[0], divergingTable('light')[254]]);
    expect(table[128]).toBe(divergingTable('light')[127]);
  });

  it('keeps zero at the ground when the values are lopsided', () => {
    const table = valueTable({ lo: -1, hi: 3, zero: 0, reach: 3 }, 'dark');
    expect(table[Math.round(255 / 4)]).toBe(divergingTable('dark')[127]);
    expect(table[255]).toBe(divergingTable('dark')[254]);
    expect(table[0]).toBe(divergingTable('dark')[Math.round(127 - 127 / 3)]);
  });

  it('is the ground everywhere when there is no range', () => {
    const table = valueTable({ lo: 0, hi: 0, zero: 0, reach: 0 }, 'light');
    expect(new Set(table)).toEqual(new Set([divergingTable('light')[127]]));
  });
});

it('discrete shows as many colours as there are bands, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), (bands) => {
      const table = discrete(divergingTable('light'), bands);
      expect(new Set(table).size).toBe(bands);
      expect([table[0], table[254]]).toEqual([divergingTable('light')[0], divergingTable('light')[254]]);
    }),
  );
});

it('mix starts and ends where it says, and packs as the memory of an image has it', () => {
  expect(mix([1, 2, 3], [200, 100, 50], 0)).toEqual([1, 2, 3]);
  expect(mix([1, 2, 3], [200, 100, 50], 1)).toEqual([200, 100, 50]);
  expect([...new Uint8Array(Uint32Array.of(pack([10, 20, 30])).buffer)]).toEqual([10, 20, 30, 255]);
});

it('every class has a marker of its own', () => {
  expect(new Set(MARKERS).size).toBe(10);
  expect(markerOf(12)).toBe(MARKERS[2]);
});
