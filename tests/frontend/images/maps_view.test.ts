import { expect, it } from 'vitest';
import { mapsViewOf, within } from '@/images/maps_view';

const drawn = { image: 'AAAA', bytes: 3, label: null };
const counts = { train: 9, validation: 0, test: 5 };

it('watches the drawing while one draws, and the sample else', () => {
  const chosen = { part: 'test', index: 4, drawn } as const;
  const view = { kind: 'maps', part: 'test', index: 4 };
  expect(mapsViewOf({ ...chosen, drawing: true }, { bytes: 3, counts })).toEqual({ ...view, image: 'AAAA' });
  expect(mapsViewOf({ ...chosen, drawing: false }, { bytes: 3, counts })).toEqual(view);
});

it('sends no drawing to a run of images of another size', () => {
  const view = mapsViewOf({ part: 'test', index: 0, drawing: true, drawn }, { bytes: 784, counts });
  expect(view).toEqual({ kind: 'maps', part: 'test', index: 0 });
});

it('asks for no image that there is not', () => {
  expect(within({ part: 'test', index: 7 }, counts)).toEqual({ part: 'test', index: 4 });
  expect(within({ part: 'validation', index: 3 }, counts)).toEqual({ part: 'test', index: 0 });
  expect(within({ part: 'test', index: 0 }, { train: 2 })).toEqual({ part: 'train', index: 0 });
  expect(within({ part: 'test', index: 0 }, {})).toBeNull();
  expect(mapsViewOf({ part: 'test', index: 0, drawing: true, drawn }, { bytes: 0, counts: {} })).toBeNull();
});
