import { expect, it } from 'vitest';
import { contentLayout } from '@/images/node_painter';
import { scaleText } from '@/images/scale_text';

it('lays maps side by side, and units in a strip', () => {
  expect(contentLayout([28, 28, 6], 'maps')).toMatchObject({ shown: 6, columns: 3, mapRows: 28, mapColumns: 28 });
  expect(contentLayout([120], 'maps')).toMatchObject({ shown: 120, mapRows: 1, columns: 28 });
  expect(contentLayout([2], 'maps')).toMatchObject({ columns: 2, rows: 1 });
  expect(contentLayout([4000], 'maps')).toMatchObject({ shown: 256, maps: 4000 });
  expect(contentLayout([5], 'units')).toMatchObject({ shown: 5, mapRows: 32 });
});

it('tells what the colours reach', () => {
  expect(scaleText(2.3111, false, 'layer')).toBe('0 to 2.31');
  expect(scaleText(2.3111, true, 'network')).toBe('−2.31 to 2.31');
  expect(scaleText(2.3111, true, 'unit')).toBe('each its own, up to 2.31');
});
