import { describe, expect, it, test } from 'vitest';
import { inks, type Theme } from '@/paint/colour';
import { contrast } from '@/paint/contrast';
import { type Rgb, toLab } from '@/paint/oklab';
import { RUN_COLOURS, runDash, runLetter, runRgb } from '@/paint/run_look';

const linear = (byte: number): number => (byte / 255) ** 2.2;
const gamma = (value: number): number => 255 * Math.min(1, Math.max(0, value)) ** (1 / 2.2);
/** How a colour looks without one kind of cone (Machado, Oliveira and Fernandes, 2009). */
const MATRICES = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};
const seen = (matrix: readonly number[], colour: Rgb): Rgb => {
  const [r, g, b] = [linear(colour[0]), linear(colour[1]), linear(colour[2])];
  const row = (i: number) => gamma((matrix[i] ?? 0) * r + (matrix[i + 1] ?? 0) * g + (matrix[i + 2] ?? 0) * b);
  return [row(0), row(3), row(6)];
};
const far = (a: Rgb, b: Rgb): number => {
  const [x, y] = [toLab(a), toLab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
};
const groundOf = (theme: Theme): Rgb => {
  const hex = inks(theme).ground;
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
};

describe.each(['light', 'dark'] as const)('the runs of the %s palette', (theme) => {
  const colours = Array.from({ length: RUN_COLOURS }, (_, run) => runRgb(run, theme));

  it('stand out from the ground, three to one', () => {
    for (const colour of colours) expect(contrast(colour, groundOf(theme))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(MATRICES))('can be told apart by eyes of the sort %s', (_, matrix) => {
    for (const [i, one] of colours.entries())
      for (const other of colours.slice(0, i))
        expect(far(seen(matrix, one), seen(matrix, other))).toBeGreaterThan(0.15);
  });
});

test('twelve runs differ in colour and dash together, and each has a letter', () => {
  const looks = Array.from({ length: 12 }, (_, run) => `${runRgb(run, 'light')} ${runDash(run)}`);
  expect(new Set(looks).size).toBe(12);
  expect([0, 1, 25, 26].map(runLetter)).toEqual(['A', 'B', 'Z', 'A']);
});
