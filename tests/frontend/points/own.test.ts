import { expect, it } from 'vitest';
import { DEFAULT_DATA } from '@/editor/defaults';
import { drawnPoints } from '@/points/brush';
import { asOwn, isCurve, lacking, MOST, pointsOfRun, retargeted, shownPoints } from '@/points/own';
import { deedTelling, labelName } from '@/points/telling';
import type { OwnPoint } from '@/protocol/names';

/** A run whose parts hold these numbers, x, y and label in turn. */
const run = (parts: Record<string, number[]>) => ({
  numbers(_run: string, _view: string, key: string): Float32Array | undefined {
    const [part = '', what] = key.split('.');
    const all = parts[part];
    return all && Float32Array.from(all.filter((_, at) => (at % 3 === 2) === (what === 'label')));
  },
});

it('takes over the points of a run, in the plane and in hundredths', () => {
  const frames = run({ train: [1.234, -7, 1, 0, 0, 0], validation: [2, 2, 1], test: [] });
  expect(pointsOfRun(frames, 'r', false)).toEqual([
    [1.23, -6, 1],
    [0, 0, 0],
    [2, 2, 1],
  ]);
  expect(pointsOfRun(run({ train: [0, 0, -1.5, 1, 1, 0.256], validation: [], test: [] }), 'r', true)).toEqual([
    [0, 0, -1],
    [1, 1, 0.26],
  ]);
  expect(pointsOfRun(run({ train: [0, 0, 0] }), 'r', false)).toBeNull();
});

it('takes every second point, third … of a set that has too many', () => {
  const many = Array.from({ length: MOST + 1 }, (_, at) => [at / 1000, 0, at % 2]).flat();
  const found = pointsOfRun(run({ train: many, validation: [], test: [] }), 'r', false);
  expect(found?.length).toBe(1001);
});

it('makes a set one’s own: where it was shown, with its shares and its task', () => {
  const points: OwnPoint[] = [[1, 2, 0]];
  const own = asOwn({ ...DEFAULT_DATA, noise: 0.7, test_fraction: 0.3, features: ['x', 'xy'] }, points, 3);
  expect(own).toMatchObject({ kind: 'points', noise: 0, test_fraction: 0.3, features: ['x', 'xy'], target: 'class' });
  expect(own).toMatchObject({ classes: 3, points });
  expect(asOwn(DEFAULT_DATA, points, 0)).not.toHaveProperty('classes');
});

it('turns classes into values and back, the ends staying the ends', () => {
  const labels = (points: readonly OwnPoint[]) => points.map(([, , label]) => label);
  const three = [0, 1, 2].map((label): OwnPoint => [0, 0, label]);
  expect(labels(retargeted(three, 3))).toEqual([-1, 0, 1]);
  expect(labels(retargeted(retargeted(three, 3), 0))).toEqual([0, 0, 1]);
});

it('knows a curve by its points: their height is their value, and the network is told x alone', () => {
  const curve = (points: OwnPoint[]) => isCurve({ ...asOwn(DEFAULT_DATA, points, 0), features: ['x', 'sin_x'] });
  expect(curve([[1, 3, 0.5]])).toBe(true);
  expect(curve([])).toBe(true);
  expect(curve([[1, 3, -0.5]])).toBe(false);
  expect(isCurve(asOwn(DEFAULT_DATA, [[1, 3, 0.5]], 0))).toBe(false);
  expect(isCurve({ ...DEFAULT_DATA, kind: 'curve' })).toBe(true);
});

it('says what is missing and what to do', () => {
  expect(lacking([], 2)).toMatch(/No points yet: click/);
  expect(lacking([[0, 0, 1]], 2)).toMatch(/One class only: pick another/);
  expect(lacking([[0, 0, 1], [0, 0, 0]], 3)).toBe('One class has no points yet.'); // biome-ignore format: in one line
  expect(lacking([[0, 0, 1], [0, 0, 0]], 2)).toBe(''); // biome-ignore format: in one line
  expect(lacking([[0, 0, 0.5]], 0)).toMatch(/one value/);
});

it('shows a point in the part that the run has it in; a fresh one is always seen', () => {
  const frames = run({ train: [1, 1, 0], validation: [2.1, 2, 1], test: [3, 3, 0] });
  const points: OwnPoint[] = [
    [1, 1, 0],
    [2.1, 2, 1],
    [3, 3, 0],
    [4, 4, 1],
  ];
  const { train, validation, test } = shownPoints(points, frames, 'r', ['validation']);
  expect([...(train?.xy ?? [])]).toEqual([1, 1, 4, 4]);
  expect([...(validation?.label ?? [])]).toEqual([1]);
  expect(test).toBeUndefined();
});

it('shows what is drawn only while one draws, but an empty plane always', () => {
  const points: OwnPoint[] = [[1, 1, 0]];
  const data = asOwn(DEFAULT_DATA, points, 2);
  expect(drawnPoints({ on: false, draft: null }, data)).toBeNull();
  expect(drawnPoints({ on: true, draft: null }, data)).toBe(points);
  expect(drawnPoints({ on: true, draft: [] }, DEFAULT_DATA)).toEqual([]);
  expect(drawnPoints({ on: true, draft: null }, DEFAULT_DATA)).toBeNull();
  expect(drawnPoints({ on: false, draft: null }, { ...data, points: [] })).toEqual([]);
});

it('says what the brush did', () => {
  expect(deedTelling(1, 1000, 2000)).toBe('1 point set, 1,000 points in all.');
  expect(deedTelling(-3, 1, 2000)).toBe('3 points erased, 1 point in all.');
  expect(deedTelling(0, 2000, 2000)).toMatch(/room for 2,000 points; erase/);
  expect([labelName(0, 2), labelName(0, 3), labelName(-0.5, 0)]).toEqual(['orange', 'class 1', 'value −0.5']);
});
