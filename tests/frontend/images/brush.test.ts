import { describe, expect, it } from 'vitest';
import { blankPaper, copyPaper, drawStroke, invert, type Paper, toBase64 } from '@/images/brush';

const at = ({ bytes, width, channels }: Paper, row: number, column: number) => bytes[(row * width + column) * channels];

describe('drawStroke', () => {
  it('fills what lies within the radius, softens one pixel around it and leaves the rest', () => {
    const paper = blankPaper(9, 9, 1);
    drawStroke(paper, [2.5, 4.5], [6.5, 4.5], 1, [255]);
    expect([2, 4, 6].map((column) => at(paper, 4, column))).toEqual([255, 255, 255]);
    expect(at(paper, 3, 4)).toBe(128);
    expect([at(paper, 2, 4), at(paper, 4, 8), at(paper, 0, 0)]).toEqual([0, 0, 0]);
  });

  it('is the same from either end and mirrored', () => {
    const [there, back, mirrored] = [blankPaper(12, 12, 1), blankPaper(12, 12, 1), blankPaper(12, 12, 1)];
    drawStroke(there, [2.2, 3.1], [8.7, 9.4], 1.7, [255]);
    drawStroke(back, [8.7, 9.4], [2.2, 3.1], 1.7, [255]);
    drawStroke(mirrored, [3.1, 2.2], [9.4, 8.7], 1.7, [255]);
    expect([...there.bytes]).toEqual([...back.bytes]);
    for (let row = 0; row < 12; row++)
      for (let column = 0; column < 12; column++) expect(at(there, row, column)).toBe(at(mirrored, column, row));
  });

  it('does not wear off where strokes cross, and erases with black', () => {
    const paper = blankPaper(5, 5, 1);
    drawStroke(paper, [2.5, 2.5], [2.5, 2.5], 1, [255]);
    const before = [...paper.bytes];
    drawStroke(paper, [2.5, 2.5], [2.5, 2.5], 1, [255]);
    expect([...paper.bytes]).toEqual(before);
    drawStroke(paper, [2.5, 2.5], [2.5, 2.5], 4, [0]);
    expect(Math.max(...paper.bytes)).toBe(0);
  });

  it('covers a place with grey, in every channel', () => {
    const paper = blankPaper(3, 3, 3);
    paper.bytes.fill(255);
    drawStroke(paper, [1.5, 1.5], [1.5, 1.5], 1, [128]);
    expect([...paper.bytes.subarray(12, 15)]).toEqual([128, 128, 128]);
    drawStroke(paper, [0.5, 0.5], [0.5, 0.5], 0.5, [10, 20, 200]);
    expect([...paper.bytes.subarray(0, 3)]).toEqual([10, 20, 200]);
  });

  it('stays within the paper', () => {
    const paper = blankPaper(4, 4, 1);
    drawStroke(paper, [-9, -9], [20, 20], 1, [255]);
    expect(paper.bytes).toHaveLength(16);
    expect(at(paper, 2, 2)).toBe(255);
  });
});

it('inverts a copy and leaves the original', () => {
  const paper = blankPaper(1, 2, 1);
  const other = copyPaper(paper);
  invert(other);
  expect([[...paper.bytes], [...other.bytes]]).toEqual([
    [0, 0],
    [255, 255],
  ]);
});

it('writes base64 as the wire takes it, of any length', () => {
  const bytes = Uint8Array.from({ length: 20_001 }, (_, index) => (index * 7) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
