import { beforeEach, expect, it } from 'vitest';
import { blankPaper } from '@/images/brush';
import { boardOf, createBoard, notedSample, noteSample } from '@/images/drawing_board';
import { look, useLooking } from '@/state/looking';

let waiting: (() => void)[];

beforeEach(() => {
  waiting = [];
  look({ drawn: null });
});

const board = () =>
  createBoard({ height: 4, width: 4, channels: 1 }, { request: (callback) => void waiting.push(callback) });

it('sends what many strokes of one frame have drawn, once', () => {
  const one = board();
  one.stroke([0, 0], [4, 4], 1, [255]);
  one.stroke([0, 4], [4, 0], 1, [255]);
  expect(useLooking.getState().drawn).toBeNull();
  expect(waiting).toHaveLength(1);
  waiting.pop()?.();
  const drawn = useLooking.getState().drawn;
  expect(drawn).toMatchObject({ bytes: 16, label: null });
  expect([...Buffer.from(drawn?.image ?? '', 'base64')]).toEqual([...one.paper().bytes]);
  one.invert();
  expect(waiting).toHaveLength(1);
});

it('starts from a copy of a sample, whose class it remembers until it is cleared', () => {
  const one = board();
  const sample = blankPaper(4, 4, 1);
  sample.bytes.fill(200);
  one.begin(sample, 7);
  one.stroke([2, 2], [2, 2], 1, [128]);
  waiting.pop()?.();
  expect(useLooking.getState().drawn?.label).toBe(7);
  expect(new Set(sample.bytes)).toEqual(new Set([200]));
  one.clear();
  waiting.pop()?.();
  expect(useLooking.getState().drawn?.label).toBeNull();
  expect(Math.max(...one.paper().bytes)).toBe(0);
});

it('the board stays while images have its size, and while there are none', () => {
  const board = boardOf({ height: 4, width: 5, channels: 1 });
  expect(boardOf({ height: 4, width: 5, channels: 1 })).toBe(board);
  expect(boardOf(null)).toBe(board);
  expect(boardOf({ height: 5, width: 4, channels: 1 })).not.toBe(board);
});

it('the image that drawing began with is a copy', () => {
  const paper = { bytes: new Uint8Array([1, 2]), height: 1, width: 2, channels: 1 };
  noteSample(paper, 7);
  paper.bytes[0] = 9;
  expect([...(notedSample()?.paper.bytes ?? [])]).toEqual([1, 2]);
  expect(notedSample()?.label).toBe(7);
  noteSample(null, null);
  expect(notedSample()).toBeNull();
});
