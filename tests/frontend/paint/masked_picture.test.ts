import { describe, expect, test } from 'vitest';
import { overImage } from '@/paint/mask_pixels';
import { fillClasses, fillOutlined } from '@/paint/masked_picture';

const GREY = 0xff808080;
const packed = ([red, green, blue]: readonly number[]): number =>
  ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;

describe('a mask over its image', () => {
  const mask = Uint8Array.from([9, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);

  test('leaves the ground, and colours the rim more than what is inside', () => {
    const pixels = new Uint32Array(25).fill(GREY);
    fillOutlined(pixels, { bytes: mask, offset: 1 }, 5, 5);
    const red = (at: number): number => (pixels[at] ?? 0) & 255;
    const [own = 0] = overImage(1);
    expect(pixels[0]).toBe(GREY);
    const [rim, inside] = [6, 12].map((at) => Math.abs(red(at) - own));
    expect(rim).toBeLessThan(inside ?? 0);
    expect(red(12)).not.toBe(0x80);
  });

  test('reaches to the border of the image', () => {
    const pixels = new Uint32Array(4).fill(GREY);
    fillOutlined(pixels, { bytes: Uint8Array.from([1, 1, 1, 1]), offset: 0 }, 2, 2);
    expect(new Set(pixels).size).toBe(1);
    expect(pixels[0]).not.toBe(GREY);
  });

  test('can be shown by itself', () => {
    const pixels = new Uint32Array(2);
    fillClasses(pixels, { bytes: Uint8Array.from([2, 0]), offset: 0 });
    expect(pixels[0]).toBe(packed(overImage(2)));
    expect(pixels[1]).toBe(packed([18, 18, 18]));
  });
});
