import { expect, it } from 'vitest';
import { fillPicture } from '@/paint/picture';

const bytesOf = (pixels: Uint32Array): number[] => [...new Uint8Array(pixels.buffer)];

it('shows one channel as grey and three as colours, opaque', () => {
  const grey = new Uint32Array(2);
  fillPicture(grey, Uint8Array.of(9, 7, 255), 1, 1);
  expect(bytesOf(grey)).toEqual([7, 7, 7, 255, 255, 255, 255, 255]);
  const coloured = new Uint32Array(1);
  fillPicture(coloured, Uint8Array.of(1, 2, 3), 0, 3);
  expect(bytesOf(coloured)).toEqual([1, 2, 3, 255]);
});
