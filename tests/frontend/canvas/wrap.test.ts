import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, wrapped } from '@/canvas/wrap';

const row = (count: number): Box[] =>
  Array.from({ length: count }, (_, index) => ({ id: `n${index}`, x: 230 * index, y: 0, width: 176, height: 120 }));
const rowsIn = (places: Record<string, { y: number }>): number[] => {
  const counts = new Map<number, number>();
  for (const { y } of Object.values(places)) counts.set(y, (counts.get(y) ?? 0) + 1);
  return [...counts.values()];
};

describe('a drawing', () => {
  it('stays in one row where the board is wide', () => {
    expect(rowsIn(wrapped(row(3), [], { width: 900, height: 400 }))).toEqual([3]);
    expect(rowsIn(wrapped(row(9), [], { width: Number.POSITIVE_INFINITY, height: 1 }))).toEqual([9]);
  });

  it('goes on below where it is narrow, in rows of like length', () => {
    const rows = rowsIn(wrapped(row(9), [], { width: 600, height: 440 }));
    expect(rows.length).toBeGreaterThan(1);
    expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(2);
  });

  it('breaks where few wires run on', () => {
    const chain = row(9)
      .slice(1)
      .map(({ id }, index): [string, string] => [`n${index}`, id]);
    const skips: [string, string][] = [
      ['n1', 'n3'],
      ['n2', 'n3'],
      ['n4', 'n6'],
      ['n5', 'n7'],
    ];
    const places = wrapped(row(9), [...chain, ...skips], { width: 600, height: 440 });
    const rowOf = (id: string) => places[id]?.y;
    expect(new Set(['n1', 'n2', 'n3'].map(rowOf)).size).toBe(1);
    expect(new Set(['n4', 'n5', 'n6', 'n7'].map(rowOf)).size).toBe(1);
  });

  it('keeps the order of reading, and nothing overlaps', () => {
    const box = fc.record({ width: fc.integer({ min: 60, max: 300 }), height: fc.integer({ min: 40, max: 300 }) });
    const board = fc.record({
      width: fc.integer({ min: 200, max: 2000 }),
      height: fc.integer({ min: 200, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 30 }), board, (sizes, room) => {
        let x = 0;
        const boxes = sizes.map((size, index): Box => {
          const placed = { id: `n${index}`, x, y: 0, ...size };
          x += size.width + 50;
          return placed;
        });
        const places = wrapped(boxes, [], room);
        for (const [index, one] of boxes.entries()) {
          const at = places[one.id] ?? { x: Number.NaN, y: Number.NaN };
          for (const other of boxes.slice(index + 1)) {
            const next = places[other.id] ?? { x: Number.NaN, y: Number.NaN };
            expect(next.y > at.y || next.x > at.x).toBe(true);
            expect(next.x >= at.x + one.width || next.y >= at.y + one.height).toBe(true);
          }
        }
      }),
    );
  });
});
