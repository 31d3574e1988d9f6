import { expect, it } from 'vitest';
import { penaltyTelling } from '@/panels/PenaltyLine';

it('tells what penalties add, and how many weights they have brought to zero', () => {
  expect(penaltyTelling(0.0342, 0.36)).toBe(
    'L1 and L2 add 0.0342 to the loss. 36 % of the weights are nearly 0 (below 0.01).',
  );
  expect(penaltyTelling(12.34, null)).toBe('L1 and L2 add 12.3 to the loss.');
});
