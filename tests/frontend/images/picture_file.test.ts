import { expect, test } from 'vitest';
import { middleOf, paperFromRgba } from '@/images/picture_file';

test('the middle of a wide picture is kept, in the shape of the paper', () => {
  expect(middleOf(400, 100, { height: 28, width: 28 })).toEqual({ x: 150, y: 0, width: 100, height: 100 });
  expect(middleOf(100, 400, { height: 10, width: 20 })).toEqual({ x: 0, y: 175, width: 100, height: 50 });
});

test('colours stay, and become brightness where the data are grey', () => {
  const rgba = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]);
  const size = { height: 2, width: 2 };
  expect([...paperFromRgba(rgba, { ...size, channels: 3 }).bytes]).toEqual([
    255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255,
  ]);
  expect([...paperFromRgba(rgba, { ...size, channels: 1 }).bytes]).toEqual([76, 150, 29, 255]);
});

test('what is see-through is black', () => {
  const rgba = new Uint8ClampedArray([255, 255, 255, 0, 200, 100, 50, 128]);
  const size = { height: 1, width: 2 };
  expect([...paperFromRgba(rgba, { ...size, channels: 1 }).bytes]).toEqual([0, 62]);
});
