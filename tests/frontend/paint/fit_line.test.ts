import { expect, it } from 'vitest';
import { drawFit, fitOf } from '@/paint/fit_line';
import { planeIn } from '@/paint/plane';

it('reads the fitted values of one row, as heights within the plane', () => {
  const data = new Uint8Array(16).fill(255);
  // The third of four rows: lo, the middle, hi and in between.
  data.set([0, 127, 254, 63.5 * 2], 8);
  const fit = fitOf({ data, shape: [1, 4, 4], lo: -2, hi: 2 });
  expect(fit.map(([x]) => x)).toEqual([-4.5, -1.5, 1.5, 4.5]);
  expect(fit.map(([, y]) => y)).toEqual([-6, 0, 6, 0]);
  expect(fitOf({ data: new Float32Array(4), shape: [1, 2, 2], lo: 0, hi: 1 })).toEqual([]);
});

it('draws them once light and once dark, where the points of those values lie', () => {
  const plane = planeIn(120, 120, false);
  const said: unknown[][] = [];
  const note =
    (what: string) =>
    (...at: unknown[]) =>
      void said.push([what, ...at]);
  const pen = {
    ...{ beginPath: note('begin'), moveTo: note('move'), lineTo: note('line'), stroke: note('stroke') },
    ...{ strokeStyle: '', lineWidth: 0, lineJoin: 'miter' as const },
  };
  drawFit(pen, plane, [[-6, 0], [0, 3]], 'light'); // biome-ignore format: in one line
  const once = [['begin'], ['move', 0, 60], ['line', 60, 30], ['stroke']];
  expect(said).toEqual([...once, ...once]);
});
