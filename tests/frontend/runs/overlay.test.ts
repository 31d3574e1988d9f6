import { expect, test } from 'vitest';
import { createSeries } from '@/live/series';
import { columnFor, comparable, overlaid } from '@/runs/overlay';

function series(rows: Record<string, (number | null)[]>) {
  const made = createSeries(() => undefined);
  made.append({ history: 0, first: 0, rows });
  return made;
}

const points = series({
  step: [10, 20, 30],
  epoch: [1, 2, 3],
  train_loss: [0.9, 0.5, 0.4],
  validation_accuracy: [0.5, null, 0.8],
});
const images = series({ step: [5, 20], epoch: [0.5, 2], loss: [2, 1], train_loss: [null, null] });

test('the training loss is that which is judged, or that of the updates where nothing else is there', () => {
  expect(columnFor(points, 'loss', 'train')).toBe('train_loss');
  expect(columnFor(images, 'loss', 'train')).toBe('loss');
  expect(columnFor(images, 'dice', 'test')).toBeNull();
});

test('what any of the runs measured can be compared', () => {
  expect(comparable([points, images])).toEqual({ measures: ['loss', 'accuracy'], parts: ['train', 'validation'] });
  expect(comparable([])).toEqual({ measures: [], parts: [] });
});

test('curves lie over one axis, each with gaps where only others were measured', () => {
  expect(overlaid([points, images], 'loss', 'train', 'step')).toEqual([
    [5, 10, 20, 30],
    [null, 0.9, 0.5, 0.4],
    [2, null, 1, null],
  ]);
  expect(overlaid([points, images], 'accuracy', 'validation', 'epoch')).toEqual([
    [1, 3],
    [0.5, 0.8],
    [null, null],
  ]);
});

test('long curves are thinned, their ends and extremes kept', () => {
  const steps = Array.from({ length: 5000 }, (_, i) => i);
  const losses = steps.map((i) => (i === 2345 ? 50 : 1 / (i + 1)));
  const [x = [], y = []] = overlaid(
    [series({ step: steps, epoch: steps, train_loss: losses })],
    'loss',
    'train',
    'step',
    100,
  );
  expect(x.length).toBeLessThan(120);
  expect(x.at(-1)).toBe(4999);
  expect(Math.max(...y.map((value) => value ?? 0))).toBe(50);
});
