import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawOutline, outlineOf } from '@/paint/mask_outline';
import { fakePen } from './pen';

const maskOf = (...rows: string[]): Uint8Array => Uint8Array.from(rows.join(''), Number);

/** The area inside closed lines by the shoelace formula; lines around holes count against. */
const area = (lines: readonly (readonly number[])[]): number =>
  lines.reduce((sum, line) => {
    let twice = 0;
    for (let at = 0; at < line.length; at += 2) {
      const [x, y] = [line[at] ?? 0, line[at + 1] ?? 0];
      const [nx, ny] = [line[(at + 2) % line.length] ?? 0, line[(at + 3) % line.length] ?? 0];
      twice += x * ny - nx * y;
    }
    return sum + twice / 2;
  }, 0);

describe('outlineOf', () => {
  it('goes through the middles of the edges of a pixel, clockwise', () => {
    expect(outlineOf(maskOf('000', '010', '000'), 0, 3, 3, 1)).toEqual([[1.5, 1, 2, 1.5, 1.5, 2, 1, 1.5]]);
  });

  it('follows the border of the image', () => {
    const [line = []] = outlineOf(maskOf('11', '11'), 0, 2, 2, 1);
    expect(line).toHaveLength(16);
    expect(Math.min(...line)).toBe(0);
    expect(Math.max(...line)).toBe(2);
  });

  it('keeps pixels apart that only touch at a corner', () => {
    expect(outlineOf(maskOf('10', '01'), 0, 2, 2, 1)).toHaveLength(2);
    expect(outlineOf(maskOf('01', '10'), 0, 2, 2, 1)).toHaveLength(2);
  });

  it('has a line of its own around a hole, the other way round', () => {
    const lines = outlineOf(maskOf('111', '101', '111'), 0, 3, 3, 1);
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => Math.sign(area([line])))).toEqual([1, -1]);
  });

  it('reads one class of one mask out of many', () => {
    expect(outlineOf(maskOf('11', '11', '02', '00'), 4, 2, 2, 2)).toEqual([[1.5, 0, 2, 0.5, 1.5, 1, 1, 0.5]]);
    expect(outlineOf(maskOf('11', '11'), 0, 2, 2, 2)).toEqual([]);
  });

  it('has one step for every edge between the class and another, and never loses one', () => {
    const masks = fc.array(fc.constantFrom(0, 1, 2), { minLength: 35, maxLength: 35 });
    fc.assert(
      fc.property(masks, (pixels) => {
        const mask = Uint8Array.from(pixels);
        const at = (row: number, column: number): number =>
          row < 0 || column < 0 || row > 4 || column > 6 ? -1 : (mask[row * 7 + column] ?? -1);
        let edges = 0;
        for (let row = 0; row < 5; row++)
          for (let column = 0; column < 7; column++)
            if (at(row, column) === 1)
              edges += [at(row - 1, column), at(row + 1, column), at(row, column - 1), at(row, column + 1)].filter(
                (other) => other !== 1,
              ).length;
        const lines = outlineOf(mask, 0, 5, 7, 1);
        expect(lines.reduce((sum, line) => sum + line.length / 2, 0)).toBe(edges);
        // Cutting corners takes an eighth of a pixel at each convex one and gives as much at each concave one: the area of a
        // closed line stays within a half of what it encloses.
        expect(Math.abs(area(lines) - pixels.filter((one) => one === 1).length)).toBeLessThanOrEqual(edges / 8);
      }),
    );
  });
});

describe('drawOutline', () => {
  it('draws a halo below a dashed line, scaled to the canvas', () => {
    const pen = fakePen();
    const outline = [[1, 0, 2, 1, 1, 2]];
    drawOutline(pen, outline, [10, 20], { colour: 'red', width: 2, dash: [5, 4], halo: 'black' });
    expect(pen.strokes.map(({ colour, width, dash }) => [colour, width, dash])).toEqual([
      ['black', 4, [5, 4]],
      ['red', 2, [5, 4]],
    ]);
    expect(pen.strokes[1]?.path).toEqual(['M 10 0', 'L 20 20', 'L 10 40', 'Z']);
  });

  it('draws nothing where there is nothing', () => {
    const pen = fakePen();
    drawOutline(pen, [], [1, 1], { colour: 'red', width: 2, dash: [], halo: '' });
    expect(pen.strokes).toEqual([]);
  });
});
