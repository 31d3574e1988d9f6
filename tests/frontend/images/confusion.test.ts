import { expect, it } from 'vitest';
import { confusionNumbers, worstPair } from '@/images/confusion';

const counts = Int32Array.of(5, 1, 0, 0, 7, 2, 3, 0, 4);

it('sums rows, columns and the diagonal', () => {
  const numbers = confusionNumbers(counts);
  expect(numbers).toMatchObject({ classes: 3, total: 22, right: 16 });
  expect(numbers.truths).toEqual([6, 9, 7]);
  expect(numbers.predictions).toEqual([8, 8, 6]);
});

it('names the pair that is mistaken most often', () => {
  expect(worstPair(confusionNumbers(counts))).toEqual({ truth: 2, predicted: 0 });
  expect(worstPair(confusionNumbers(Int32Array.of(3, 0, 0, 4)))).toBeNull();
});
