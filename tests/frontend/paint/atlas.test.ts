import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AtlasStyle, atlasLayout, columnsFor, createAtlas, fillMap, placeAt } from '@/paint/atlas';
import { sequentialTable } from '@/paint/colour';

describe('columnsFor', () => {
  it('leaves few cells empty and stays near a square', () => {
    expect([1, 2, 3, 6, 8, 10, 16, 32, 64].map(columnsFor)).toEqual([1, 2, 3, 3, 4, 5, 4, 8, 8]);
  });
});

describe('atlasLayout', () => {
  it('has room for every map that is shown, and enlarges small ones', () => {
    const layout = atlasLayout(6, 4, 4);
    expect(layout).toMatchObject({ shown: 6, columns: 3, rows: 2, zoom: 4, width: 3 * 17 - 1, height: 2 * 17 - 1 });
    expect(atlasLayout(100, 28, 28)).toMatchObject({ maps: 100, shown: 64, zoom: 1, columns: 8 });
  });

  it('finds again what fillMap has written, pixel by pixel', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), size, size, fc.nat(), (maps, rows, columns, chosen) => {
        const layout = atlasLayout(maps, rows, columns);
        const map = chosen % layout.shown;
        const pixels = new Uint32Array(layout.width * layout.height);
        fillMap(pixels, layout, map, new Uint8Array(maps * rows * columns).fill(7), new Uint32Array(256).fill(9));
        pixels.forEach((pixel, at) => {
          const [x, y] = [at % layout.width, Math.floor(at / layout.width)];
          const place = placeAt(layout, (x + 0.5) / layout.width, (y + 0.5) / layout.height);
          expect(pixel === 9).toBe(place?.map === map);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('fillMap', () => {
  it('writes every code as a square of its colour, in rows', () => {
    const layout = atlasLayout(2, 2, 2, { columns: 2 });
    const pixels = new Uint32Array(layout.width * layout.height);
    const table = Uint32Array.from({ length: 256 }, (_, code) => code + 1000);
    fillMap(pixels, layout, 1, Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4), table);
    const { zoom, width } = layout;
    const at = (row: number, column: number) => pixels[row * width + 2 * zoom + 1 + column];
    expect([at(0, 0), at(0, zoom), at(zoom, 0), at(2 * zoom - 1, 2 * zoom - 1)]).toEqual([1001, 1002, 1003, 1004]);
    expect(pixels[0]).toBe(0);
  });
});

it('finds nothing in the gap and outside', () => {
  const layout = atlasLayout(3, 16, 16, { columns: 2 });
  expect(placeAt(layout, 16.5 / layout.width, 0)).toBeNull();
  expect(placeAt(layout, 1.2, 0)).toBeNull();
  expect(placeAt(layout, 0.9, 0.9)).toBeNull();
  expect(placeAt(layout, 17.5 / layout.width, 2.5 / layout.height)).toEqual({ map: 1, row: 2, column: 0 });
});

describe('createAtlas', () => {
  function paper() {
    const made: number[] = [];
    const put: ImageData[] = [];
    const context = {
      createImageData(width: number | ImageData, height = 0): ImageData {
        const across = typeof width === 'number' ? width : width.width;
        made.push(across);
        return { width: across, height, data: new Uint8ClampedArray(4 * across * height), colorSpace: 'srgb' };
      },
      putImageData: (image: ImageData) => void put.push(image),
    };
    return { width: 1, height: 1, made, put, getContext: () => context };
  }
  const maps = { codes: Uint8Array.of(0, 255, 0, 255), lo: Float32Array.of(0, 0), hi: Float32Array.of(1, 4) };
  const layout = atlasLayout(2, 1, 2, { columns: 1 });
  const style: AtlasStyle = { over: 'layer', networkReach: 8, theme: 'light' };
  const shades = sequentialTable('light');

  /** The colours of the strongest code of both maps. */
  function strongest(over: AtlasStyle['over']): (number | undefined)[] {
    const canvas = paper();
    createAtlas(canvas).paint(layout, maps, { ...style, over });
    const pixels = new Uint32Array(canvas.put[0]?.data.buffer ?? new ArrayBuffer(0));
    return [pixels[layout.width - 1], pixels.at(-1)];
  }

  it('shares one scale over a map, a layer or the network', () => {
    expect(strongest('unit')).toEqual([shades[255], shades[255]]);
    expect(strongest('layer')).toEqual([shades[64], shades[255]]);
    expect(strongest('network')).toEqual([shades[32], shades[128]]);
  });

  it('makes its pixels once per size', () => {
    const canvas = paper();
    const atlas = createAtlas(canvas);
    atlas.paint(layout, maps, style);
    atlas.paint(layout, maps, style);
    expect(canvas.made).toEqual([layout.width]);
    expect(canvas.put).toHaveLength(2);
    atlas.paint(atlasLayout(1, 3, 3), { ...maps, codes: new Uint8Array(9) }, style);
    expect(canvas.made).toHaveLength(2);
  });
});
