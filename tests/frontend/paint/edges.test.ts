import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedRgb } from '@/paint/colour';
import { drawEdges, type EdgeBundle, type EdgeOptions, flowAt, levelOf, nearestEdge } from '@/paint/edges';
import { fakePen } from './pen';

const bundle: EdgeBundle = { fromX: 0, fromY: [10, 50], toX: 100, toY: [20, 40, 60] };
const options: EdgeOptions = { theme: 'light', scale: 2, flow: null, highlight: null };
const rgb = (colour: unknown) => String(colour).match(/\d+/g)?.map(Number) ?? [];

describe('levelOf', () => {
  it('grows with the weight, keeps its sign and tells nothing from little', () => {
    expect([0, 1e-9, 1, 2, 5].map((weight) => levelOf(weight, 2))).toEqual([0, 1, 5, 10, 10]);
    expect(levelOf(-1, 2)).toBe(-5);
    expect(levelOf(Number.NaN, 2)).toBe(0);
    expect(levelOf(1, 0)).toBe(10);
  });
});

describe('drawEdges', () => {
  const weights = Float32Array.of(2, -2, 0, 0.1, 1, -2);

  it('draws every edge once, from its unit to its unit', () => {
    const pen = fakePen();
    drawEdges(pen, bundle, weights, options);
    const curves = pen.strokes.flatMap(({ path }) => path.filter((part) => part.startsWith('C')));
    expect(curves.sort()).toEqual(
      [10, 50].flatMap((y0) => [20, 40, 60].map((y1) => `C 50 ${y0} 50 ${y1} 100 ${y1}`)).sort(),
    );
  });

  it('tells the sign by colour and dash, the size by width', () => {
    const pen = fakePen();
    drawEdges(pen, bundle, weights, options);
    const of = (y0: number, y1: number) =>
      pen.strokes.find(({ path }) =>
        path.some((part, i) => part.endsWith(`${y0} 50 ${y1} 100 ${y1}`) && path[i - 1] === `M 0 ${y0}`),
      );
    const [strong, negative, weak] = [of(10, 20), of(10, 40), of(50, 20)];
    expect(rgb(strong?.colour)).toEqual([...signedRgb(1, 'light')]);
    expect(rgb(negative?.colour)).toEqual([...signedRgb(-1, 'light')]);
    expect(strong?.dash).toEqual([]);
    expect(negative?.dash.length).toBeGreaterThan(0);
    expect(strong?.width).toBeGreaterThan(weak?.width ?? Number.POSITIVE_INFINITY);
    expect(negative?.width).toBe(strong?.width);
  });

  it('strokes edges of one look together', () => {
    const pen = fakePen();
    drawEdges(
      pen,
      { ...bundle, fromY: Array.from({ length: 64 }, (_, i) => i) },
      new Float32Array(192).fill(1),
      options,
    );
    expect(pen.strokes).toHaveLength(1);
  });

  it('moves the dashes while something flows, and keeps the signs apart', () => {
    const pen = fakePen();
    drawEdges(pen, bundle, weights, { ...options, flow: 5 });
    expect(pen.strokes.map(({ offset }) => offset)).toEqual(pen.strokes.map(() => -5));
    expect(new Set(pen.strokes.map(({ dash }) => dash.join())).size).toBe(2);
    expect(pen.lineDashOffset).toBe(0);
  });

  it('draws the highlighted edge last and wider', () => {
    const pen = fakePen();
    drawEdges(pen, bundle, weights, { ...options, highlight: { input: 1, unit: 1 } });
    const last = pen.strokes.at(-1);
    expect(last?.path).toEqual(['M 0 50', 'C 50 50 50 40 100 40']);
    const plain = pen.strokes.slice(0, -1).find(({ path }) => path.includes('C 50 50 50 40 100 40'));
    expect(last?.width).toBeGreaterThan(plain?.width ?? Number.POSITIVE_INFINITY);
  });
});

describe('nearestEdge', () => {
  it('finds an edge by any point on it', () => {
    fc.assert(
      fc.property(fc.nat(1), fc.nat(2), fc.double({ min: 0.02, max: 0.2, noNaN: true }), (input, unit, t) => {
        const [y0, y1] = [bundle.fromY[input] ?? 0, bundle.toY[unit] ?? 0];
        // Near their starts the edges of one unit are close together, so this looks near the ends.
        const at = unit % 2 ? 1 - t : t;
        const x = 3 * (1 - at) ** 2 * at * 50 + 3 * (1 - at) * at ** 2 * 50 + at ** 3 * 100;
        const y = y0 + (y1 - y0) * at ** 2 * (3 - 2 * at);
        const found = nearestEdge(bundle, x, y, 3);
        expect(found).not.toBeNull();
        if (at < 0.5) expect(found?.input).toBe(input);
        else expect(found?.unit).toBe(unit);
      }),
    );
  });

  it('tells edges apart in the middle', () => {
    expect(nearestEdge(bundle, 50, 15, 2)).toEqual({ input: 0, unit: 0 });
    expect(nearestEdge(bundle, 50, 55, 2)).toEqual({ input: 1, unit: 2 });
    expect(nearestEdge(bundle, 50, 25, 2)).toEqual({ input: 0, unit: 1 });
  });

  it('finds nothing far away or outside', () => {
    expect(nearestEdge(bundle, 50, 100, 8)).toBeNull();
    expect(nearestEdge(bundle, 120, 20, 50)).toBeNull();
    expect(nearestEdge({ ...bundle, fromY: [] }, 50, 15, 8)).toBeNull();
  });
});

it('flowAt moves on and comes round without a jump', () => {
  expect(flowAt(0)).toBe(0);
  expect(flowAt(100)).toBeCloseTo(2.4);
  // Both patterns, of 8 and of 12 pixels, look the same after a whole period.
  expect(flowAt(1000)).toBeCloseTo(0);
});
