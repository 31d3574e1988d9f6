import { expect, it } from 'vitest';
import { diceOf, meanDice, predictedMask } from '@/paint/mask_scene';
import { scene } from './scenes';

const two = (...codes: number[]): number[][] => codes.map((code) => [255 - code, code]);

it('calls a pixel class 1 where its probability is above the threshold', () => {
  const into = new Uint8Array(4);
  const one = scene({ image: [0, 0, 0, 0], probability: two(0, 127, 128, 255) });
  expect(predictedMask(one, 0.5, into)).toBe(true);
  expect([...into]).toEqual([0, 0, 1, 1]);
  predictedMask(one, 0.1, into);
  expect([...into]).toEqual([0, 1, 1, 1]);
  predictedMask(one, 0.9, into);
  expect([...into]).toEqual([0, 0, 0, 1]);
});

it('takes the most probable of several classes, whatever the threshold', () => {
  const into = new Uint8Array(2);
  predictedMask(
    scene({
      image: [0, 0],
      probability: [
        [100, 80, 75],
        [10, 20, 225],
      ],
    }),
    0.9,
    into,
  );
  expect([...into]).toEqual([0, 2]);
});

it('says nothing before the network has answered', () => {
  expect(predictedMask(scene({ image: [0] }), 0.5, new Uint8Array(1))).toBe(false);
});

it('measures Dice by its formula, and leaves out what is neither there nor found', () => {
  const truth = { bytes: Uint8Array.of(7, 0, 1, 1, 1), at: 1 };
  const dice = diceOf(truth, Uint8Array.of(0, 0, 1, 1), 3);
  // Class 0: 2·1 / (1 + 2); class 1: 2·2 / (3 + 2); class 2: nobody.
  expect([...dice].map((value) => Number(value.toFixed(4)))).toEqual([0.6667, 0.8, Number.NaN]);
  expect(meanDice(dice)).toBeCloseTo(0.8);
  expect(meanDice([1, Number.NaN])).toBeNaN();
  expect(meanDice([0, 0.5, 1])).toBe(0.75);
});
