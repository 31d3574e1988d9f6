import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawActivation, rangeOf } from '@/paint/activation_plot';
import { drawHeld } from '@/paint/held_edges';
import { BINS, drawRidges, widened } from '@/paint/ridges';
import { fakePen } from './pen';

describe('ridges', () => {
  it('widen without losing a number or moving one across zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: BINS, maxLength: BINS }),
        fc.integer({ min: 0, max: 5 }),
        (counts, power) => {
          const wide = widened({ counts, reach: 2 }, 2 * 2 ** power);
          const sum = (from: ArrayLike<number>, lo: number, hi: number) =>
            Array.from(from)
              .slice(lo, hi)
              .reduce((a, b) => a + b, 0);
          expect(sum(wide, 0, BINS / 2)).toBe(sum(counts, 0, BINS / 2));
          expect(sum(wide, BINS / 2, BINS)).toBe(sum(counts, BINS / 2, BINS));
        },
      ),
    );
  });

  it('put the newest in front, below the others, on the widest axis', () => {
    const pen = fakePen();
    const counts = new Int32Array(BINS).fill(1);
    const reach = drawRidges(
      pen,
      [
        { counts, reach: 1 },
        { counts, reach: 4 },
      ],
      { width: 128, height: 60 },
      'light',
    );
    expect(reach).toBe(4);
    expect(pen.fills).toHaveLength(2);
    const floorOf = (fill: (typeof pen.fills)[number] | undefined) => Number(fill?.path[0]?.split(' ')[2]);
    expect(floorOf(pen.fills[1])).toBeGreaterThan(floorOf(pen.fills[0]));
  });
});

describe('an activation', () => {
  it('is drawn over the sums, with the chosen sample on the curve', () => {
    const bars: number[] = [];
    const pen = { ...fakePen(), fillRect: (x: number) => void bars.push(x) };
    const axis = Float32Array.from([-2, 0, 2]);
    const value = Float32Array.from([-1, Number.NaN, 1]);
    const counts = Int32Array.from([3, 0, 0, 1]);
    const size = { width: 100, height: 80 };
    drawActivation(pen, { axis, value, slope: new Float32Array(3), counts, at: [1, 0.5] }, size, 'dark');
    expect(bars).toHaveLength(2);
    expect(pen.texts.map(({ text }) => text)).toEqual(['−2.00', '0', '2.00']);
    expect(pen.fills).toHaveLength(1);
    expect(rangeOf(value)).toEqual([-1, 1]);
    expect(rangeOf(new Float32Array(2))).toEqual([-1, 1]);
  });
});

describe('edges that are held', () => {
  it('are crossed in the middle; one that is not there is passed over', () => {
    const pen = fakePen();
    const bundle = { fromX: 0, fromY: [10], toX: 100, toY: [10, 30] };
    drawHeld(
      pen,
      bundle,
      [
        { input: 0, unit: 1 },
        { input: 3, unit: 0 },
      ],
      'light',
    );
    expect(pen.strokes.map(({ path }) => path[0])).toEqual(['M 0 10', 'M 45.5 15.5']);
  });
});
