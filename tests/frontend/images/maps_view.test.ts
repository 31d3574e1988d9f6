import { expect, it } from 'vitest';
import { mapsViewOf } from '@/images/maps_view';

const drawn = { image: 'AAAA', bytes: 3, label: null };

it('watches the drawing while one draws, and the sample else', () => {
  const chosen = { part: 'test', index: 4, drawn } as const;
  expect(mapsViewOf({ ...chosen, drawing: true }, 3)).toEqual({ kind: 'maps', part: 'test', index: 4, image: 'AAAA' });
  expect(mapsViewOf({ ...chosen, drawing: false }, 3)).toEqual({ kind: 'maps', part: 'test', index: 4 });
});

it('sends no drawing to a run of images of another size', () => {
  const view = mapsViewOf({ part: 'test', index: 0, drawing: true, drawn }, 784);
  expect(view).toEqual({ kind: 'maps', part: 'test', index: 0 });
});
