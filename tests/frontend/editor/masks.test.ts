import { describe, expect, test } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { outputWidth } from '@/editor/follow';
import { factorAt, spanOf } from '@/editor/schedule';
import { readSetUp, writeSetUp } from '@/editor/setup_file';
import { classNames, FACTS, type Facts, lossesFor, taskOf } from '@/editor/task';
import type { ImageData, NodeSpec, RunSpec } from '@/protocol/names';
import { correctionsOf } from '@/protocol/spec';
import { NO_DRAWING } from '@/state/drawing';
import { unet } from '../canvas/unets';

const CELLS: ImageData = {
  kind: 'cells',
  samples: 400,
  validation_fraction: 0.2,
  test_fraction: 0.2,
  seed: 0,
  augment: [],
};
const DIGITS: ImageData = { ...CELLS, kind: 'digits28' };
const HEART: ImageData = { ...CELLS, kind: 'cardiac', structures: 'left ventricle' };
const WORLD: Facts = {
  ...FACTS,
  tasks: { cells: 'segmentation', cardiac: 'segmentation', digits28: 'multiclass', upload: 'binary' },
  counts: { cells: 2, cardiac: 2, digits28: 10 },
  images: { cells: { ...CELLS, validation_fraction: 0.1 }, cardiac: HEART, digits28: DIGITS },
};
const upload = (masks: boolean, classes: string[]): ImageData => ({
  ...CELLS,
  kind: 'upload',
  described: { shape: [64, 64, 1], classes, samples: 420, masks },
});
const spec: RunSpec = {
  network: unet().network,
  data: HEART,
  training: { ...DEFAULT_SPEC.training, loss: { kind: 'dice_cross_entropy', dice_weight: 0.5 } },
};
const ended = (end: Partial<NodeSpec>): RunSpec => ({
  ...spec,
  network: {
    ...spec.network,
    nodes: spec.network.nodes.map((node) => (node.id === 'out' ? { ...node, ...end } : node)),
  },
});
const put = (from: RunSpec, data: ImageData, classes?: number): RunSpec =>
  applyChange(from, { type: 'put_data', data, ...(classes === undefined ? {} : { classes }) }, WORLD);
const out = ({ network }: RunSpec): NodeSpec | undefined => network.nodes.find(({ id }) => id === 'out');

describe('the task', () => {
  test('is segmentation where labels are masks, also of an upload', () => {
    expect(taskOf(CELLS, WORLD)).toBe('segmentation');
    expect(taskOf(upload(true, ['0', '1']), WORLD)).toBe('segmentation');
    expect(taskOf(upload(false, ['0', '1']), WORLD)).toBe('binary');
    expect(taskOf(upload(false, ['a', 'b', 'c']), WORLD)).toBe('multiclass');
  });

  test('decides with the output which losses there are', () => {
    expect(lossesFor('segmentation', 2)).not.toContain('binary_cross_entropy');
    expect(lossesFor('segmentation', 1)).not.toContain('cross_entropy');
    expect(lossesFor('segmentation', 2)).toContain('tversky');
    expect(lossesFor('multiclass', null)).not.toContain('dice');
  });
});

describe('a network for masks', () => {
  test('gets a map for each class of other data', () => {
    const four = put(spec, upload(true, ['0', '1', '2', '3']), 4);
    expect(out(four)).toMatchObject({ filters: 4, activation: 'softmax' });
    expect(out(put(four, CELLS))).toMatchObject({ filters: 2 });
    expect(four.training.loss).toBe(spec.training.loss);
  });

  test('keeps its only map where two classes need no more', () => {
    const single = ended({ filters: 1, activation: 'sigmoid' });
    expect(out(put(single, CELLS))).toMatchObject({ filters: 1, activation: 'sigmoid' });
    expect(outputWidth(single.network)).toBe(1);
    expect(out(put(single, upload(true, ['0', '1', '2']), 3))).toMatchObject({ filters: 3, activation: 'softmax' });
  });

  test('follows what is to be found in a heart', () => {
    const all = applyChange(spec, { type: 'set_data', values: { structures: 'all' } }, WORLD);
    expect(out(all)).toMatchObject({ filters: 4 });
    expect(classNames(all.data, [])).toContain('myocardium');
    expect(applyChange(spec, { type: 'set_data', values: { noise: 0.1 } }, WORLD).network).toBe(spec.network);
  });

  test('gives up its loss where that needs masks, and gets one for them', () => {
    const digits = put(spec, DIGITS);
    expect(digits.training.loss.kind).toBe('cross_entropy');
    expect(put(digits, CELLS).training.loss.kind).toBe('dice_cross_entropy');
    expect(applyChange(spec, { type: 'set_data_kind', kind: 'cells' }, WORLD).data.validation_fraction).toBe(0.1);
  });
});

test('a set-up with masks survives a file', () => {
  const data = { ...upload(true, ['0', '1']), corrections: [{ source: 7, mask: '0*4096' }], group_by: 'group' };
  const whole = { ...spec, data, training: { ...spec.training, schedule: { kind: 'cosine', epochs: 80 } } };
  const read = readSetUp(writeSetUp({ spec: whole, drawing: NO_DRAWING }), null);
  if (typeof read === 'string') throw new Error(read);
  expect(read.spec.training).toEqual(whole.training);
  expect(correctionsOf(read.spec.data)).toEqual(data.corrections);
  expect(taskOf(read.spec.data, WORLD)).toBe('segmentation');
  expect(readSetUp(JSON.stringify({ ...whole, data: { ...data, corrections: [{ source: 'x' }] } }), null)).toMatch(
    'corrections[0]',
  );
});

describe('a schedule', () => {
  const cosine = { kind: 'cosine', epochs: 100, floor: 0.1, warm_up: 10 };
  test('goes down along half a cosine to its floor, after it has warmed up', () => {
    expect(factorAt(cosine, 0)).toBe(0);
    expect(factorAt({ ...cosine, warm_up: 0 }, 0)).toBe(1);
    expect(factorAt(cosine, 50)).toBeCloseTo(0.55);
    expect(factorAt(cosine, 100)).toBeCloseTo(0.1);
    expect(factorAt(cosine, 1000)).toBeCloseTo(0.1);
  });

  test('goes down by steps, by shares, or not at all', () => {
    expect([0, 29, 30, 65].map((epoch) => factorAt({ kind: 'step', every: 30, factor: 0.5 }, epoch))).toEqual([
      1, 1, 0.5, 0.25,
    ]);
    expect(factorAt({ kind: 'exponential', factor: 0.9 }, 2)).toBeCloseTo(0.81);
    expect(factorAt({ kind: 'constant' }, 7)).toBe(1);
  });

  test('is drawn as far as something happens', () => {
    expect(spanOf(cosine)).toBeGreaterThan(100);
    expect(spanOf({ kind: 'step', every: 10, factor: 0.5 })).toBe(50);
    expect(factorAt({ kind: 'exponential', factor: 0.9 }, spanOf({ kind: 'exponential', factor: 0.9 }))).toBeCloseTo(
      0.05,
    );
    expect(spanOf({ kind: 'exponential', factor: 1 })).toBe(100);
  });
});
