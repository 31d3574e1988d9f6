import { describe, expect, it } from 'vitest';
import { classRgb, divergingTable, pack, signedRgb } from '@/paint/colour';
import { createHeatMap, fillClasses, fillCodes } from '@/paint/heatmap';
import { mix } from '@/paint/oklab';

describe('fillCodes', () => {
  it('looks every code up, from the offset on', () => {
    const pixels = new Uint32Array(4);
    fillCodes(pixels, Uint8Array.of(9, 9, 0, 127, 254, 1), 2, divergingTable('light'));
    const table = divergingTable('light');
    expect([...pixels]).toEqual([table[0], table[127], table[254], table[1]]);
  });

  it('leaves transparent what the codes do not reach', () => {
    const pixels = new Uint32Array(2).fill(7);
    fillCodes(pixels, new Uint8Array(0), 0, new Uint32Array(0));
    expect([...pixels]).toEqual([0, 0]);
  });
});

describe('fillClasses', () => {
  const codes = Uint8Array.of(255, 0, 100, /* class 1 */ 0, 255, 100, /* class 2 */ 0, 0, 101);

  it('shows a certain class in its colour and doubt as a blend', () => {
    const pixels = new Uint32Array(3);
    fillClasses(pixels, codes, 3, { theme: 'light' });
    expect([pixels[0], pixels[1]]).toEqual([pack(classRgb(0, 'light')), pack(classRgb(1, 'light'))]);
    const mean = [0, 1, 2].map((channel) =>
      Math.round(
        [100, 100, 101].reduce((sum, weight, i) => sum + weight * (classRgb(i, 'light')[channel] ?? 0), 0) / 301,
      ),
    );
    expect([...new Uint8Array(pixels.buffer, 8, 4)]).toEqual([...mean, 255]);
  });

  it('shows the most probable class when flat', () => {
    const pixels = new Uint32Array(3);
    fillClasses(pixels, codes, 3, { theme: 'dark', flat: true });
    expect([...pixels]).toEqual([0, 1, 2].map((number) => pack(classRgb(number, 'dark'))));
  });

  it('is the ground where no class has any probability', () => {
    const pixels = new Uint32Array(1);
    fillClasses(pixels, Uint8Array.of(0, 0), 2, { theme: 'light' });
    expect(pixels[0]).toBe(pack(signedRgb(0, 'light')));
  });

  it('can be paler than the points that lie on it', () => {
    const pixels = new Uint32Array(3);
    for (const flat of [false, true]) {
      fillClasses(pixels, codes, 3, { theme: 'light', flat, strength: 0.5 });
      expect(pixels[1]).toBe(pack(mix(signedRgb(0, 'light'), classRgb(1, 'light'), 0.5)));
    }
  });
});

describe('createHeatMap', () => {
  function canvas() {
    const made: number[] = [];
    const put: ImageData[] = [];
    const context = {
      createImageData(width: number | ImageData, height = 0): ImageData {
        const size = typeof width === 'number' ? width : width.width;
        made.push(size);
        return {
          width: size,
          height,
          data: new Uint8ClampedArray(4 * size * height),
          colorSpace: 'srgb',
        };
      },
      putImageData: (image: ImageData) => void put.push(image),
    };
    return { width: 300, height: 150, made, put, getContext: () => context };
  }

  it('makes one pixel per code, once, and shows each frame', () => {
    const paper = canvas();
    const heat = createHeatMap(paper);
    heat.codes(Uint8Array.of(0, 127, 127, 254), 0, 2, divergingTable('light'));
    heat.codes(Uint8Array.of(254, 127, 127, 254), 0, 2, divergingTable('light'));
    expect([paper.width, paper.height]).toEqual([2, 2]);
    expect(paper.made).toEqual([2]);
    expect(paper.put).toHaveLength(2);
    const pixels = new Uint32Array(paper.put[1]?.data.buffer ?? new ArrayBuffer(0));
    expect(pixels[0]).toBe(divergingTable('light')[254]);
  });

  it('follows a change of size, also to classes', () => {
    const paper = canvas();
    const heat = createHeatMap(paper);
    heat.codes(new Uint8Array(4), 0, 2, divergingTable('light'));
    heat.classes(new Uint8Array(18), 3, 2, { theme: 'light' });
    expect(paper.made).toEqual([2, 3]);
    expect(paper.width).toBe(3);
  });
});
