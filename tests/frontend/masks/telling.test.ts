import { describe, expect, it } from 'vitest';
import { accuracyLesson, diceLine, pixelText, shareText } from '@/masks/telling';
import { scene } from '../paint/scenes';

describe('pixelText', () => {
  it('tells all that is known of a pixel', () => {
    const one = scene({
      image: [7, 130],
      truth: [0, 1],
      probability: [
        [255, 0],
        [178, 77],
      ],
      loss: [0, 120],
    });
    expect(pixelText(one, Uint8Array.of(0, 0), ['background', 'cell'], 0, 1)).toBe(
      'row 1, column 2 · value 130 · truth cell · says background · cell 30 % · loss 1.20',
    );
  });

  it('says only what is known', () => {
    expect(pixelText(scene({ image: [7] }), null, [], 0, 0)).toBe('row 1, column 1 · value 7');
  });

  it('tells the probability of each of several classes', () => {
    const one = scene({ image: [0], probability: [[51, 204, 0]] });
    expect(pixelText(one, null, ['a', 'b', 'c'], 0, 0)).toContain('a 20 % · b 80 % · c 0 %');
  });
});

it('tells Dice of every class but the first', () => {
  expect(diceLine([0.99, 0.8765], ['background', 'cell'])).toBe('Dice 0.88');
  expect(diceLine([0.99, 0.5, Number.NaN], ['background', 'pool', 'wall'])).toBe('Dice: pool 0.50 · wall –');
});

it('writes small shares with a figure more', () => {
  expect([0.045, 0.5, 0, Number.NaN].map(shareText)).toEqual(['4.5 %', '50 %', '0 %', '–']);
});

describe('the lesson of accuracy and Dice', () => {
  it('is told when nearly all pixels are right and nothing is found', () => {
    expect(accuracyLesson(0.981, 0)).toContain('98 % of the pixels are right, yet Dice is 0.00');
    expect(accuracyLesson(0.9951, 0.1)).toContain('99.5 %');
  });

  it('is not told where it does not apply', () => {
    for (const [accuracy, dice] of [
      [0.98, 0.8],
      [0.7, 0.1],
      [null, 0],
      [0.98, null],
    ] as const)
      expect(accuracyLesson(accuracy, dice)).toBeNull();
  });
});
