import { describe, expect, it } from 'vitest';
import { drawDecisionLine, lineInPlane } from '@/paint/decision_line';
import { planeIn } from '@/paint/plane';
import { fakePen } from './pen';

const plane = planeIn(120, 120, false);

describe('lineInPlane', () => {
  it('ends at the frame, on the line', () => {
    for (const line of [
      { a: 1, b: 0, c: -2 },
      { a: 0, b: -3, c: 6 },
      { a: 1, b: 2, c: 1.5 },
      { a: -0.2, b: 0.1, c: 0.9 },
    ]) {
      const ends = lineInPlane(line) ?? [];
      expect(ends).toHaveLength(2);
      for (const [x, y] of ends) {
        expect(line.a * x + line.b * y + line.c).toBeCloseTo(0, 9);
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeCloseTo(6, 9);
      }
    }
  });

  it('is nothing where the line passes by, and without weights', () => {
    expect(lineInPlane({ a: 1, b: 0, c: 7 })).toBeNull();
    expect(lineInPlane({ a: 1, b: 1, c: -12.5 })).toBeNull();
    expect(lineInPlane({ a: 0, b: 0, c: 1 })).toBeNull();
    expect(lineInPlane({ a: Number.NaN, b: 0, c: 1 })).toBeNull();
  });
});

describe('drawDecisionLine', () => {
  it('draws the line and an arrow to the side that fires', () => {
    const pen = fakePen();
    drawDecisionLine(pen, plane, { a: 0, b: 2, c: 0 }, 'light');
    expect(pen.strokes.map(({ width }) => width)).toEqual([5, 2]);
    // From the middle upwards: y grows upwards on the plane, downwards on the canvas.
    expect(pen.strokes[1]?.path.slice(2, 4)).toEqual(['M 60 60', 'L 60 26']);
  });
});
