import { expect, it } from 'vitest';
import {
  classesIn,
  className,
  countsIn,
  hasMasks,
  imageBytes,
  mapsOf,
  networkReach,
  probabilitiesIn,
  samplesIn,
  truthIn,
} from '@/images/reading';
import { createTensors } from '@/live/tensors';
import type { Frame, Tensor } from '@/protocol/frames';
import { frame } from '../live/frame';

const images: Tensor = {
  ...{ key: 'train.images', dtype: 'uint8', shape: [2, 3, 4, 3], lo: null, hi: null },
  data: new Uint8Array(72),
};

/** A frame of samples. */
function samples(): Frame {
  const made = frame('samples', { data: { 'train.label': Int32Array.of(4, 1) } });
  const meta = { classes: ['cat', 'dog'], counts: { train: 200, test: 50, other: 'x' } };
  return { ...made, meta, tensors: new Map([...made.tensors, ['train.images', images]]) };
}

it('reads images with their labels, names and counts', () => {
  const tensors = createTensors();
  expect(imageBytes(tensors, 'r')).toBe(0);
  tensors.put(samples());
  expect(samplesIn(tensors, 'r', 'train')).toMatchObject({ count: 2, height: 3, width: 4, channels: 3 });
  expect(samplesIn(tensors, 'r', 'test')).toBeNull();
  expect(imageBytes(tensors, 'r')).toBe(36);
  expect(countsIn(samples())).toEqual({ train: 200, test: 50 });
  expect(classesIn(samples())).toEqual(['cat', 'dog']);
  expect([className(['cat'], 0), className(['cat'], 3)]).toEqual(['cat', '3']);
});

it('reads maps with their ends, and the largest value of the network', () => {
  const made = frame('maps', {
    data: {
      a: Uint8Array.of(1, 2),
      'a:lo': Float32Array.of(-3, 0),
      'a:hi': Float32Array.of(1, 2),
      b: Uint8Array.of(1),
      'b:lo': Float32Array.of(0),
      'b:hi': Float32Array.of(7.5),
      logits: Float32Array.of(99),
    },
  });
  expect(mapsOf(made, 'a')?.codes).toEqual(Uint8Array.of(1, 2));
  expect(mapsOf(made, 'c')).toBeNull();
  expect(networkReach(made)).toBe(7.5);
  expect(truthIn({ ...made, meta: { label: 3 } })).toBe(3);
  expect(truthIn({ ...made, meta: { label: null } })).toBeNull();
});

it('makes two probabilities of a single output', () => {
  const one = (values: Float32Array) => frame('maps', { data: { probabilities: values } });
  expect([...Array.from(probabilitiesIn(one(Float32Array.of(0.25))) ?? [])]).toEqual([0.75, 0.25]);
  expect(probabilitiesIn(one(Float32Array.of(0.25, 0.75)))).toHaveLength(2);
  expect(probabilitiesIn(undefined)).toBeNull();
});

it('reads images that have masks in place of a class', () => {
  const made = samples();
  const mask: Tensor = { ...images, key: 'train.masks', shape: [2, 3, 4], data: new Uint8Array(24) };
  const masked: Frame = {
    ...made,
    tensors: new Map([
      ['train.images', images],
      ['train.masks', mask],
    ]),
  };
  expect([hasMasks(undefined), hasMasks(made), hasMasks(masked)]).toEqual([false, false, true]);
  const tensors = createTensors();
  tensors.put(masked);
  expect(samplesIn(tensors, 'r', 'train')).toMatchObject({ count: 2, labels: Int32Array.of(0, 0) });
  expect(imageBytes(tensors, 'r')).toBe(36);
});
