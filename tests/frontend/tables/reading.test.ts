import { expect, test } from 'vitest';
import { readingTelling } from '@/tables/reading';

test('reading a table is told in rows, an estimate in no more digits than it knows', () => {
  const known = { rows: 208_775, about: 441_174, share: 0.4732 };
  expect(readingTelling({ stage: 'reading', ...known })).toEqual({
    title: 'Reading the rows',
    detail: '208,775 of about 441,000',
    share: 0.4732,
  });
  expect(readingTelling({ stage: 'counting', ...known })?.detail).toBe('208,775 rows');
  expect(readingTelling({ stage: 'looking', rows: 0, about: 0, share: 0 })?.share).toBeNull();
  expect(readingTelling({ stage: 'none', rows: 0, about: 0, share: 0 })).toBeUndefined();
  expect(readingTelling(null)).toBeUndefined();
});
