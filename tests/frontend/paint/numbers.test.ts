import { expect, it } from 'vitest';
import { minus, percent, short } from '@/paint/numbers';

it('writes numbers in three figures with a true minus', () => {
  expect([0, 2.3111, -0.0042, 123.4, -12.34, 1.234e-5, -2e7].map(short)).toEqual([
    '0',
    '2.31',
    '−0.004',
    '123',
    '−12.3',
    '1.2e−5',
    '−2.0e7',
  ]);
  expect([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map(short)).toEqual([
    'not a number',
    '−∞',
    '∞',
  ]);
  expect(minus('1e-3 - 2')).toBe('1e−3 − 2');
});

it('claims no certainty that is not there', () => {
  expect([0, 0.004, 0.5, 0.9951, 0.99999, 1, Number.NaN].map(percent)).toEqual([
    '0 %',
    '0 %',
    '50 %',
    '99.5 %',
    '> 99.9 %',
    '100 %',
    '–',
  ]);
});
