import { expect, it } from 'vitest';
import { padded } from '@/panels/grouped';

it.each([
  [0, '000,000'],
  [342.9, '000,342'],
  [999_999, '999,999'],
  [1_234_567, '1,234,567'],
])('an epoch of %s is written as %s', (epoch, text) => {
  expect(padded(epoch)).toBe(text);
});
