// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { divergingTable, inks, signedColour } from '@/paint/colour';
import { drawAxes, planeIn } from '@/paint/plane';
import { drawPoints } from '@/paint/points';
import { createSurface, drawRing, reachOf, type SurfaceOptions, type SurfaceScene, tableOf } from '@/paint/surface';
import { fakePen } from './pen';

const plane = planeIn(120, 120, false);
const style = { task: 'binary', theme: 'light', radius: 3 } as const;

describe('planeIn', () => {
  it('maps the plane to the largest square and back', () => {
    const wide = planeIn(300, 200, true);
    expect(wide.side).toBe(200 - 18 - 6);
    const back = wide.at(wide.px(2.5), wide.py(-4));
    expect(back?.[0]).toBeCloseTo(2.5);
    expect(back?.[1]).toBeCloseTo(-4);
    expect(wide.at(wide.px(6) + 1, wide.py(0))).toBeNull();
    expect(wide.at(wide.px(0), wide.py(6) - 1)).toBeNull();
  });

  it('has y upwards: row 0 of a map is the largest y', () => {
    expect(plane.py(6)).toBe(0);
    expect(plane.px(-6)).toBe(0);
  });
});

describe('drawAxes', () => {
  it('numbers both axes from −6 to 6', () => {
    const pen = fakePen();
    drawAxes(pen, planeIn(300, 300, true), inks('light'), '11px sans-serif');
    expect(pen.texts.map(({ text }) => text)).toEqual([
      ...['−6', '−4', '−2', '0', '2', '4', '6'],
      ...['−6', '−4', '−2', '0', '2', '4', '6'],
    ]);
    const down = pen.texts.slice(7).map(({ y }) => y);
    expect(down).toEqual([...down].sort((a, b) => b - a));
  });
});

it('names both axes of a table, as far as there is room', () => {
  const pen = fakePen();
  const look = { x: { name: 'petal length in centimetres', ticks: [] }, y: { name: 'sex', ticks: [] } };
  drawAxes(pen, planeIn(190, 200, true, true), inks('light'), '11px sans-serif', look);
  expect(pen.texts.map(({ text }) => text)).toEqual(['petal length in c…', 'sex']);
});

describe('drawPoints', () => {
  const points = { xy: Float32Array.of(-6, 6, 0, 0, 6, -6), label: Float32Array.of(0, 1, 0) };

  it('gives each class a colour and a shape, and draws it in one go', () => {
    const pen = fakePen();
    drawPoints(pen, points, 'train', plane, style);
    expect(pen.fills.map(({ colour }) => colour)).toEqual([signedColour(-1, 'light'), signedColour(1, 'light')]);
    expect(pen.fills[0]?.path.filter((part) => part.startsWith('A'))).toEqual(['A 0 0 3 0 6.28', 'A 120 120 3 0 6.28']);
    expect(pen.fills[1]?.path.some((part) => part.startsWith('A'))).toBe(false);
    expect(pen.fills[1]?.path.some((part) => part.startsWith('L'))).toBe(true);
  });

  it('tells the parts apart without colour', () => {
    const looks = (['train', 'validation', 'test'] as const).map((part) => {
      const pen = fakePen();
      drawPoints(pen, points, part, plane, style);
      return [pen.fills[0]?.colour, pen.strokes[0]?.colour, pen.strokes[0]?.width].join(' ');
    });
    expect(new Set(looks).size).toBe(3);
    expect(looks[2]).toContain(inks('light').ground);
  });

  it('shows the sign of a value by shape and its size by colour', () => {
    const pen = fakePen();
    const values = { xy: new Float32Array(8), label: Float32Array.of(-1, 1, 0.5, 7) };
    drawPoints(pen, values, 'train', plane, { ...style, task: 'regression' });
    expect(pen.fills.map(({ colour }) => colour)).toEqual([-1, 0.5, 1].map((value) => signedColour(value, 'light')));
    expect(pen.fills.map(({ path }) => path.some((part) => part.startsWith('A')))).toEqual([false, true, true]);
  });

  it('draws nothing for a part without points', () => {
    const pen = fakePen();
    drawPoints(pen, { xy: new Float32Array(0), label: new Float32Array(0) }, 'train', plane, style);
    expect(pen.fills).toEqual([]);
  });
});

it('drawRing shows on light and on dark ground', () => {
  const pen = fakePen();
  drawRing(pen, 5, 6, 'light');
  expect(pen.strokes.map(({ colour }) => colour)).toEqual([inks('light').ground, inks('light').ink]);
});

describe('tableOf', () => {
  const [lowest, zero, highest] = [-1, 0, 1].map((sign) => divergingTable('light')[Math.round(127 + 127 * 0.6 * sign)]);

  it('reads codes as the view means them', () => {
    const unit = tableOf({ lo: null, hi: null }, 'unit', 'light');
    expect([unit[0], unit[127], unit[254]]).toEqual([lowest, zero, highest]);
    const binary = tableOf({ lo: 0, hi: 1 }, 'binary', 'light');
    expect([binary[0], binary[255]]).toEqual([lowest, highest]);
    expect(tableOf({ lo: 0, hi: 1 }, 'regression', 'light')[0]).toBe(zero);
    expect(tableOf({ lo: -2, hi: 2 }, 'regression', 'light')[0]).toBe(lowest);
    expect(tableOf({ lo: -2, hi: 2 }, 'regression', 'light')[127]).toBe(zero);
    expect(tableOf({ lo: -0.1, hi: 0.1 }, 'regression', 'light')[0]).not.toBe(lowest);
  });

  it('gives its strongest colour to the reach that a legend names', () => {
    expect(reachOf({ lo: -0.2, hi: 0.4 }, 'regression')).toBe(1);
    expect(reachOf({ lo: -3, hi: 2 }, 'regression')).toBe(3);
    expect(reachOf({ lo: -0.4, hi: 0.4 }, 'unit')).toBe(0.4);
    const wide = tableOf({ lo: -3, hi: 3 }, 'regression', 'light');
    expect(wide[0]).toBe(tableOf({ lo: -1, hi: 1 }, 'regression', 'light')[0]);
  });

  it('is paler than the points of the same side', () => {
    expect(tableOf({ lo: 0, hi: 1 }, 'binary', 'light')[255]).not.toBe(divergingTable('light')[254]);
  });
});

describe('createSurface', () => {
  /** Canvases whose contexts count what is drawn. */
  function setUp() {
    const drawn: number[][] = [];
    const points = vi.fn();
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
      const pen = fakePen();
      return Object.assign(Object.create(null), pen, {
        canvas: this,
        setTransform: () => undefined,
        clearRect: () => undefined,
        fill: points,
        stroke: () => undefined,
        strokeRect: () => undefined,
        drawImage: (...args: number[]) => void drawn.push(args.slice(1)),
        createImageData: (size: number) => ({ width: size, data: new Uint8ClampedArray(4 * size * size) }),
        putImageData: () => undefined,
      });
    });
    return { drawn, points };
  }
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const options: SurfaceOptions = { theme: 'light', width: 200, height: 150, ratio: 2, axes: false, flat: false };
  const scene: SurfaceScene = {
    map: { key: 'output', dtype: 'uint8', shape: [1, 4, 4], data: new Uint8Array(16), lo: 0, hi: 1 },
    kind: 'binary',
    task: 'binary',
    points: { train: { xy: Float32Array.of(1, 2), label: Float32Array.of(1) } },
    ring: null,
  };

  it('is crisp, and keeps the points as a picture until they change', () => {
    const { drawn, points } = setUp();
    const canvas = document.createElement('canvas');
    const surface = createSurface(canvas);
    surface.paint(scene, options);
    surface.paint({ ...scene, map: null }, options);
    expect([canvas.width, canvas.height]).toEqual([400, 300]);
    expect(drawn).toEqual([
      [0, 0, 150, 150],
      [0, 0, 200, 150],
      [0, 0, 200, 150],
    ]);
    expect(points).toHaveBeenCalledTimes(1);
    surface.paint({ ...scene, points: { ...scene.points } }, options);
    expect(points).toHaveBeenCalledTimes(2);
    surface.paint(scene, { ...options, theme: 'dark' });
    expect(points).toHaveBeenCalledTimes(3);
  });

  it('knows the plane under the pointer', () => {
    setUp();
    const surface = createSurface(document.createElement('canvas'));
    surface.paint(scene, options);
    expect(surface.planeAt(75, 75)).toEqual([0, 0]);
    expect(surface.planeAt(190, 75)).toBeNull();
  });
});
