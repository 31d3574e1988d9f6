import { describe, expect, it } from 'vitest';
import { sequentialTable } from '@/paint/colour';
import { errorRgb, fillScene, overImage, windowTable } from '@/paint/mask_pixels';
import type { MaskLook, MaskScene } from '@/paint/mask_scene';
import { LOOK, scene } from './scenes';

const rgb = (pixel: number | undefined): number[] => [0, 8, 16].map((shift) => ((pixel ?? 0) >> shift) & 255);

function filled(one: MaskScene, look: Partial<MaskLook>, predicted: number[] | null = null): Uint32Array {
  const pixels = new Uint32Array(one.width * one.height);
  fillScene(pixels, one, { ...LOOK, ...look }, predicted && Uint8Array.from(predicted), 'light');
  return pixels;
}
const NOTHING_OVER = { truth: false, prediction: false };

describe('window and level', () => {
  it('leave the greys alone when all of them are spread', () => {
    const table = new Uint8ClampedArray(256);
    windowTable(LOOK, table);
    expect([...table]).toEqual(Array.from({ length: 256 }, (_, value) => value));
  });

  it('spread a part from black to white', () => {
    const pixels = filled(scene({ image: [50, 100, 150, 200] }), { ...NOTHING_OVER, window: 100, level: 100 });
    expect([...pixels].map((pixel) => rgb(pixel)[0])).toEqual([0, 128, 255, 255]);
  });
});

describe('the overlay', () => {
  it('fills the prediction in the colour of its class, and leaves the background alone', () => {
    const pixels = filled(scene({ image: [100, 100, 100] }), { opacity: 1 }, [0, 1, 2]);
    expect(rgb(pixels[0])).toEqual([100, 100, 100]);
    expect(rgb(pixels[1])).toEqual([...overImage(1)]);
    expect(rgb(pixels[2])).toEqual([...overImage(2)]);
  });

  it('mixes image and fill by the opacity', () => {
    const [pixel] = filled(scene({ image: [100] }), { opacity: 0.5 }, [1]);
    expect(rgb(pixel)).toEqual(overImage(1).map((part) => Math.round((100 + part) / 2)));
  });

  it('fills the truth in stripes while the prediction is off', () => {
    const pixels = filled(scene({ image: [0, 0, 0, 0], truth: [1, 1, 1, 1] }), { opacity: 0.9, prediction: false });
    const [first, second, third, fourth] = pixels;
    expect(first).toBe(fourth);
    expect(second).toBe(third);
    expect(first).not.toBe(second);
  });
});

it('shows the probability of a class on the scale of magnitudes', () => {
  const one = scene({
    image: [0, 0],
    probability: [
      [55, 200, 0],
      [0, 3, 252],
    ],
  });
  const table = sequentialTable('light');
  expect([...filled(one, { mode: 'probability', shown: 1 })]).toEqual([table[200], table[3]]);
  expect([...filled(one, { mode: 'probability', shown: 9 })]).toEqual([table[0], table[252]]);
});

it('shows the loss from zero to the largest', () => {
  const table = sequentialTable('light');
  expect([...filled(scene({ image: [0, 0], loss: [0, 255] }), { mode: 'loss' })]).toEqual([table[0], table[255]]);
});

it('tells what is too much from what is missed and from what is mistaken', () => {
  const one = scene({ image: [0, 0, 0, 0], truth: [0, 0, 1, 2] });
  const [right, extra, missed, mixed] = filled(one, { mode: 'errors' }, [0, 1, 0, 1]);
  expect(rgb(right)).toEqual([0, 0, 0]);
  expect(rgb(extra)).toEqual(errorRgb.extra.map((part) => Math.round(0.9 * part)));
  expect(rgb(missed)).toEqual(errorRgb.missed.map((part) => Math.round(0.55 * part)));
  expect(rgb(mixed)).toEqual(errorRgb.mixed.map((part) => Math.round(0.85 * part)));
});

it('shows the image alone where what a mode needs is not known', () => {
  for (const mode of ['probability', 'loss', 'errors', 'overlay'] as const) {
    expect(rgb(filled(scene({ image: [77] }), { mode })[0])).toEqual([77, 77, 77]);
  }
});

it('shows three channels as colours', () => {
  const one: MaskScene = { ...scene({ image: [0] }), channels: 3, image: { bytes: Uint8Array.of(10, 20, 30), at: 0 } };
  expect(rgb(filled(one, NOTHING_OVER)[0])).toEqual([10, 20, 30]);
});
