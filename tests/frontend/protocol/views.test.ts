import { expect, it } from 'vitest';
import { isOf, viewKey } from '@/protocol/views';

it('knows which views there are of points and of images', () => {
  expect([isOf({ kind: 'surface' }, true), isOf({ kind: 'surface' }, false)]).toEqual([false, true]);
  expect([isOf({ kind: 'maps' }, true), isOf({ kind: 'maps' }, false)]).toEqual([true, false]);
  expect([isOf({ kind: 'weights' }, true), isOf({ kind: 'weights' }, false)]).toEqual([true, true]);
  expect(isOf({ kind: 'maps' }, null)).toBe(true);
});

it('names kernels by their node', () => {
  expect(viewKey({ kind: 'kernels', node: 'c1' })).toBe('kernels:c1');
});

it('names one image with its masks apart from several', () => {
  expect(viewKey({ kind: 'masks', count: 6 })).toBe('masks');
  expect(viewKey({ kind: 'masks', count: 1 })).toBe('masks:one');
  expect(viewKey({ kind: 'masks', image: 'AAAA' })).toBe('masks:one');
  expect(isOf({ kind: 'regions' }, false)).toBe(false);
});
