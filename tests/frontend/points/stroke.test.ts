import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST } from '@/points/own';
import { beginStroke, type Tool } from '@/points/stroke';
import type { OwnPoint } from '@/protocol/names';

type At = [number, number];
const place = fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }));
const DRAW: Tool = { kind: 'draw', label: 1, radius: 0.5, curve: false };

/** How far a place is from the nearest of many places along a way. */
function offWay([px, py]: At, way: readonly At[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [at, [x1, y1]] of way.entries()) {
    const [x0, y0] = way[at - 1] ?? [x1, y1];
    for (let part = 0; part <= 1; part += 0.002)
      least = Math.min(least, Math.hypot(px - x0 - part * (x1 - x0), py - y0 - part * (y1 - y0)));
  }
  return least;
}

it('sets one point exactly where it is clicked, and keeps what was there', () => {
  const before: OwnPoint[] = [[0, 0, 0]];
  expect(beginStroke(before, DRAW, [1.234, -5.678]).points()).toEqual([...before, [1.23, -5.68, 1]]);
  expect(before).toHaveLength(1);
});

it('sprays evenly along its way, under the brush, and within the plane', () => {
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 2, maxLength: 6 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (way, chance) => {
        const [first = [0, 0], ...others] = way;
        const stroke = beginStroke([], DRAW, first, () => chance.next().value ?? 0);
        for (const at of others) stroke.to(at);
        const length = others.reduce(
          (sum, [x, y], at) => sum + Math.hypot(x - (way[at]?.[0] ?? 0), y - (way[at]?.[1] ?? 0)),
          0,
        );
        expect(Math.abs(stroke.points().length - 1 - length / 0.3)).toBeLessThan(1.001);
        for (const [x, y, label] of stroke.points()) {
          expect(label).toBe(1);
          expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(6);
          // Hundredths, and the steps of the search, blur the rim.
          expect(offWay([x, y], way)).toBeLessThan(0.5 + 0.05);
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('gives points of a curve the value of their height', () => {
  expect(beginStroke([], { ...DRAW, curve: true }, [2, -3]).points()).toEqual([[2, -3, -0.5]]);
});

it('erases what lies under its way, and nothing else', () => {
  const points = Array.from({ length: 121 }, (_, at): OwnPoint => [(at % 11) - 5, Math.floor(at / 11) - 5, 0]);
  fc.assert(
    fc.property(place, place, (from, to) => {
      const stroke = beginStroke(points, { kind: 'erase', radius: 1 }, from);
      stroke.to(to);
      const left = new Set(stroke.points());
      for (const point of points) {
        const far = offWay([point[0], point[1]], [from, to]);
        if (Math.abs(far - 1) > 0.02) expect(left.has(point)).toBe(far > 1);
      }
    }),
    { numRuns: 30 },
  );
});

it('leaves the very list where it changes nothing, and stops where there is no room', () => {
  const points: OwnPoint[] = [[5, 5, 0]];
  expect(beginStroke(points, { kind: 'erase', radius: 0.5 }, [0, 0]).points()).toBe(points);
  const full = Array.from({ length: MOST }, (): OwnPoint => [0, 0, 0]);
  expect(beginStroke(full, DRAW, [1, 1]).points()).toBe(full);
});
