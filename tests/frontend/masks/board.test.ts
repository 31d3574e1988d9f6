import { describe, expect, it } from 'vitest';
import { createMaskBoard, drawMask, type Told } from '@/masks/board';

/** A board of 6 × 6 with an empty mask, whose frames pass when they are told to. */
function world() {
  const told: Told[] = [];
  const asked: (() => void)[] = [];
  const paper = { height: 6, width: 6, channels: 1, source: 3, bytes: new Uint8Array(36), mask: new Uint8Array(36) };
  const board = createMaskBoard(paper, { tell: (one) => told.push(one), request: (callback) => asked.push(callback) });
  const pass = () => {
    for (const callback of asked.splice(0)) callback();
  };
  return { board, told, asked, pass, paper };
}

describe('drawMask', () => {
  const drawn = (from: readonly [number, number], to: readonly [number, number], radius: number): string => {
    const mask = new Uint8Array(25);
    drawMask({ mask, height: 5, width: 5 }, from, to, radius, 2);
    return Array.from({ length: 5 }, (_, row) => mask.subarray(5 * row, 5 * row + 5).join('')).join(' ');
  };

  it('paints one pixel with the smallest brush, wherever in it', () => {
    for (const place of [1.05, 1.5, 1.95])
      expect(drawn([2.5, place], [2.5, place], 0.5)).toBe('00000 00200 00000 00000 00000');
  });

  it('paints every pixel whose middle is within the brush, with a hard edge', () => {
    expect(drawn([2.5, 2.5], [2.5, 2.5], 1)).toBe('00000 00200 02220 00200 00000');
    expect(drawn([0.5, 2.5], [4.5, 2.5], 1)).toBe('00000 22222 22222 22222 00000');
  });

  it('stays within the image', () => {
    expect(drawn([-3, -3], [0.5, 0.5], 1)).toBe('22000 20000 00000 00000 00000');
  });
});

describe('a board of masks', () => {
  it('tells all changes of one frame together', () => {
    const { board, told, asked, pass } = world();
    board.mark();
    for (let column = 0; column < 6; column++) board.paintMask([column, 2], [column + 1, 2], 1, 1);
    expect(asked).toHaveLength(1);
    pass();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ image: null, bytes: 36 });
    expect(told[0]?.truth).not.toBeNull();
  });

  it('sends the mask along with an image of one’s own, so that Dice is still known', () => {
    const { board, told, pass } = world();
    board.paintImage([3, 3], [3, 3], 1, [255]);
    pass();
    expect(told[0]?.image).not.toBeNull();
    expect(told[0]?.truth).toBe(btoa('\0'.repeat(36)));
    expect(board.changed()).toEqual({ image: true, mask: false });
  });

  it('goes back stroke by stroke, and says so when nothing is left of what was painted', () => {
    const { board, told, pass } = world();
    board.mark();
    board.paintMask([1, 1], [1, 1], 1, 1);
    board.mark();
    board.paintImage([3, 3], [3, 3], 1, [255]);
    expect(board.undo()).toBe(true);
    expect(board.changed()).toEqual({ image: false, mask: true });
    expect(board.undo()).toBe(true);
    expect(board.undo()).toBe(false);
    pass();
    expect(told.at(-1)).toEqual({ image: null, truth: null, bytes: 36 });
  });

  it('takes another mask as one step', () => {
    const { board } = world();
    const other = new Uint8Array(36).fill(1);
    board.putMask(other);
    other.fill(0);
    expect(board.paper().mask[0]).toBe(1);
    board.undo();
    expect(board.paper().mask[0]).toBe(0);
  });

  it('leaves what it began with alone', () => {
    const { board, paper } = world();
    const before = board.version();
    board.paintMask([1, 1], [1, 1], 2, 1);
    expect(paper.mask.every((one) => one === 0)).toBe(true);
    expect(board.version()).toBeGreaterThan(before);
  });
});
