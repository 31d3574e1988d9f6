import { expect, it } from 'vitest';
import { nearestPoint } from '@/panels/big_view';

it('finds the point next to the pointer among those that are shown', () => {
  const set = (...xy: number[]) => ({ xy: Float32Array.from(xy), label: new Float32Array(xy.length / 2) });
  const points = { train: set(0, 0, 3, 3), test: set(0.4, 0) };
  expect(nearestPoint(points, [2.8, 3.1], 0.5)).toEqual({ part: 'train', index: 1 });
  expect(nearestPoint(points, [0.3, 0], 0.5)).toEqual({ part: 'test', index: 0 });
  expect(nearestPoint(points, [-4, 4], 0.5)).toBeNull();
});
