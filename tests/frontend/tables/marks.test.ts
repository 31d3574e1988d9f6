import { expect, it } from 'vitest';
import type { Frame, Tensor } from '@/protocol/frames';
import { markedPlaces, membersOf } from '@/tables/marks';
import { lossPoints, namesIn } from '@/tables/scores';

const tensor = (key: string, data: Tensor['data']): [string, Tensor] => [
  key,
  { key, dtype: data instanceof Int32Array ? 'int32' : 'float32', shape: [data.length], data, lo: null, hi: null },
];
const frame = (...tensors: [string, Tensor][]): Frame => ({
  ...{ run: 'r', view: 'losses', placement: 0, step: 0, epoch: 0, made_ms: 0 },
  meta: { classes: ['0', '1'], total: 3, mean: 0.5 },
  tensors: new Map(tensors),
});
const LOSSES = frame(
  tensor('index', Int32Array.of(2, 0, 1)),
  tensor('loss', Float32Array.of(2, 1, 0.5)),
  tensor('label', Float32Array.of(0, 0, 1)),
  tensor('predicted', Float32Array.of(1, 0, 1)),
);
const XY = Float32Array.of(0, 0, 1, -1, 2, -2.25);

it('marks the examples of one cell, where they lie', () => {
  const cell = { part: 'test', truth: 0, predicted: 1 } as const;
  expect(membersOf(LOSSES, cell)).toEqual([2]);
  expect(membersOf(LOSSES, { ...cell, predicted: 0 })).toEqual([0]);
  expect(membersOf(undefined, cell)).toEqual([]);
  const tensors = {
    get: (_run: string, view: string) => (view === 'losses' ? LOSSES : undefined),
    numbers: () => XY,
  };
  expect(markedPlaces(tensors, 'r', cell)).toEqual([[2, -2.25]]);
  expect(markedPlaces(tensors, 'r', null)).toEqual([]);
});

it('lists points with their places, by the names of the legend', () => {
  const { rows, columns } = lossPoints(LOSSES, XY);
  expect(columns).toEqual(['x', 'y']);
  expect(rows.map(({ index, truth, said, cells }) => [index, truth, said, ...cells])).toEqual([
    [2, 'orange', 'blue', '2.0', '−2.3'],
    [0, 'orange', 'orange', '0.0', '0.0'],
    [1, 'blue', 'blue', '1.0', '−1.0'],
  ]);
  expect(namesIn(['a', 'b', 'c'], 'points')).toEqual(['class 1', 'class 2', 'class 3']);
  expect(namesIn(['a', 'b'], 'rows')).toEqual(['a', 'b']);
});
