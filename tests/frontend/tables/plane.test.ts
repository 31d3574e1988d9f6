import { expect, it } from 'vitest';
import type { Frame, Tensor } from '@/protocol/frames';
import { fromPlane, placed, placeTelling, tablePlane, ticksOf, toPlane } from '@/tables/plane';
import { lossRows, pathOf, residualsIn } from '@/tables/scores';

const tensor = (key: string, data: Tensor['data'], shape = [data.length]): [string, Tensor] => [
  key,
  { key, dtype: data instanceof Int32Array ? 'int32' : 'float32', shape, data, lo: null, hi: null },
];
const frame = (meta: Record<string, unknown>, ...tensors: [string, Tensor][]): Frame => ({
  run: 'r',
  view: 'data',
  placement: 0,
  step: 0,
  epoch: 0,
  made_ms: 0,
  meta,
  tensors: new Map(tensors),
});
const META = {
  x: 'age',
  y: 'colour',
  x_range: [20, 80],
  y_range: [-0.5, 1.5],
  x_categories: [],
  y_categories: ['red', 'blue'],
};

it('puts the columns of a table on the plane and back', () => {
  const data = frame({ ...META, task: 'regression' }, tensor('train.label', Float32Array.of(10, 20, 30)));
  const plane = tablePlane({ get: () => data }, 'r');
  if (!plane) throw new Error('there is a table');
  expect([toPlane(plane.x, 20), toPlane(plane.x, 50), toPlane(plane.x, 80)]).toEqual([-6, 0, 6]);
  expect(fromPlane(plane.x, toPlane(plane.x, 33))).toBeCloseTo(33);
  expect(plane.values).toEqual({ middle: 20, reach: 10 });
  const { xy, label } = placed(Float32Array.of(50, 0), Float32Array.of(30), plane);
  expect([...xy, ...label]).toEqual([0, -3, 1]);
  expect(ticksOf(plane.x).map(([, text]) => text)).toEqual(['20', '40', '60', '80']);
  expect(ticksOf(plane.y)).toEqual([
    [-3, 'red'],
    [3, 'blue'],
  ]);
  expect(placeTelling(plane, [0, 3])).toBe('age 50, colour blue');
});

it('finds no table in points', () => {
  expect(tablePlane({ get: () => frame({ task: 'binary' }) }, 'r')).toBeNull();
});

it('reads the rows of losses with their cells', () => {
  const losses = frame(
    {
      classes: ['x', 'y'],
      total: 7,
      mean: 0.5,
      columns: [
        { name: 'age', categories: [] },
        { name: 'colour', categories: ['red', 'blue'] },
      ],
    },
    tensor('index', Int32Array.of(4)),
    tensor('loss', Float32Array.of(2.5)),
    tensor('label', Float32Array.of(0)),
    tensor('predicted', Float32Array.of(1)),
    tensor('confidence', Float32Array.of(0.75)),
    tensor('row', Int32Array.of(9)),
    tensor('cells', Float32Array.of(33, 1), [1, 2]),
  );
  const { rows, columns, total } = lossRows(losses);
  expect(columns).toEqual(['age', 'colour']);
  expect(total).toBe(7);
  expect(rows).toEqual([
    { index: 4, row: 9, loss: 2.5, truth: 'x', said: 'y 75 %', right: false, cells: ['33', 'blue'] },
  ]);
});

it('draws curves and residuals', () => {
  const roc = frame({}, tensor('a', Float32Array.of(0, 1)), tensor('b', Float32Array.of(0, 1)));
  expect(pathOf(roc, 'a', 'b', 100)).toBe('M0 100L100 0');
  const left = frame({}, tensor('predicted', Float32Array.of(0, 10)), tensor('residual', Float32Array.of(-2, 1)));
  expect(residualsIn(left, 100, 54)).toEqual({ path: 'M0 52h0M100 14.5h0', low: 0, high: 10, reach: 2 });
  expect(residualsIn(undefined, 1, 1)).toBeNull();
});
