import { beforeEach, expect, it } from 'vitest';
import { chooseSample, look, openCell, stepSample, useLooking } from '@/state/looking';

beforeEach(() => look({ part: 'test', index: 0, drawing: false, tab: 'sample', lens: null }));

it('goes from image to image, and not past the ends', () => {
  stepSample(1, 2);
  stepSample(1, 2);
  expect(useLooking.getState().index).toBe(1);
  stepSample(-1);
  stepSample(-1);
  expect(useLooking.getState().index).toBe(0);
});

it('shows a chosen image instead of the drawing, and keeps the enlarged map', () => {
  look({ drawing: true, lens: { node: 'c', map: 2 }, tab: 'gallery' });
  chooseSample('train', 7);
  expect(useLooking.getState()).toMatchObject({
    ...{ part: 'train', index: 7, drawing: false, tab: 'sample' },
    lens: { node: 'c', map: 2 },
  });
});

it('opens the images of a cell of the confusion matrix', () => {
  openCell(3, 5);
  expect(useLooking.getState()).toMatchObject({ tab: 'gallery', filter: { show: 'all', truth: 3, predicted: 5 } });
});
