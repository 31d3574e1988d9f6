import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from '@/live/decimate';
import { classColumns, columnsOf, createSeries, measuresOf } from '@/live/series';
import type { MetricsRows } from '@/protocol/answers';

/** Rows `first` to `first + count - 1`, whose loss is their number. */
const rows = (first: number, count: number, history = 0): MetricsRows => {
  const step = Array.from({ length: count }, (_, i) => first + i);
  return { history, first, rows: { step, loss: step } };
};
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('createSeries', () => {
  it('appends rows in order and ignores what it has', () => {
    const series = createSeries(() => expect.unreachable('nothing is missing'));
    series.append(rows(0, 3));
    const version = series.version();
    series.append(rows(1, 2));
    expect(series.version()).toBe(version);
    series.append(rows(2, 3));
    expect(Array.from(series.column('step'))).toEqual(upTo(5));
    expect(series.version()).not.toBe(version);
  });

  it('asks once for missing rows and puts them before those that waited', () => {
    const asked: number[] = [];
    const series = createSeries((since) => asked.push(since));
    series.append(rows(0, 2));
    series.append(rows(6, 2));
    series.append(rows(8, 1));
    expect(series.rows()).toBe(2);
    series.append(rows(2, 5));
    expect(Array.from(series.column('loss'))).toEqual(upTo(9));
    expect(asked).toEqual([2]);
  });

  it('asks again when what it got leaves a gap, and when asking failed', () => {
    const asked: number[] = [];
    const series = createSeries((since) => asked.push(since));
    series.append(rows(5, 1));
    series.append(rows(0, 3));
    expect(asked).toEqual([0, 3]);
    series.gapFailed();
    series.append(rows(6, 1));
    expect(asked).toEqual([0, 3, 3]);
    series.append(rows(3, 2));
    expect(Array.from(series.column('step'))).toEqual(upTo(7));
  });

  it('starts anew with a new history and passes over an old one', () => {
    const asked: number[] = [];
    const series = createSeries((since) => asked.push(since));
    series.append(rows(0, 4));
    series.append(rows(9, 1));
    series.append(rows(0, 2, 1));
    series.append(rows(4, 2, 0));
    expect(Array.from(series.column('step'))).toEqual([0, 1]);
    expect(series.history()).toBe(1);
    series.append(rows(7, 1, 2));
    expect(series.rows()).toBe(0);
    expect(asked).toEqual([4, 0]);
  });

  it('marks a new history that is still empty', () => {
    const series = createSeries(() => undefined);
    series.append(rows(0, 4));
    const version = series.version();
    series.append({ history: 1, first: 0, rows: {} });
    expect(series.rows()).toBe(0);
    expect(series.version()).not.toBe(version);
  });

  it('takes columns that come and go, with gaps where nothing was measured', () => {
    const series = createSeries(() => undefined);
    series.append({ history: 0, first: 0, rows: { step: [1, 2], loss: [0.5, null] } });
    series.append({ history: 0, first: 2, rows: { step: [3], test_loss: [0.25] } });
    expect(Array.from(series.column('loss'))).toEqual([0.5, Number.NaN, Number.NaN]);
    expect(Array.from(series.column('test_loss'))).toEqual([Number.NaN, Number.NaN, 0.25]);
    expect([series.last('loss'), series.last('test_loss'), series.last('unknown')]).toEqual([0.5, 0.25, null]);
    expect(series.drawn('step', ['loss', 'unknown'], 100)).toEqual([
      [1, 2, 3],
      [0.5, null, null],
      [null, null, null],
    ]);
  });

  it('grows beyond its first capacity', () => {
    const series = createSeries(() => undefined);
    series.append(rows(0, 1000));
    series.append(rows(1000, 2000));
    expect(Array.from(series.column('loss'))).toEqual(upTo(3000));
  });

  it('ends up whole, whatever the order and overlap of messages', () => {
    const pieces = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, (given) => {
        const asked: number[] = [];
        const series = createSeries((since) => asked.push(since));
        for (const [first, count] of given) series.append(rows(first, count));
        series.append(rows(0, 80));
        expect(Array.from(series.column('loss'))).toEqual(upTo(80));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});

describe('decimate', () => {
  const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 50, maxLength: 400 });

  it('leaves few rows as they are', () => {
    const x = Float64Array.of(1, 2, 3);
    expect(decimate(x, [Float64Array.of(5, Number.NaN, 7)], 10)).toEqual([
      [1, 2, 3],
      [5, null, 7],
    ]);
  });

  it('keeps the extremes and the last row of every column, with no more points than asked for', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 4, max: 40 }), (values, points) => {
        const column = Float64Array.from(values);
        const [x = [], y = []] = decimate(
          column.map((_, i) => i),
          [column],
          points,
        );
        const drawn = y.filter((value) => value !== null);
        expect(x).toHaveLength(y.length);
        expect(y.length).toBeLessThanOrEqual(points + 1);
        expect(Math.max(...drawn)).toBe(Math.max(...values));
        expect(Math.min(...drawn)).toBe(Math.min(...values));
        expect([x.at(-1), y.at(-1)]).toEqual([values.length - 1, values.at(-1)]);
      }),
    );
  });

  it('keeps x in order', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i * i);
    const [drawn = []] = decimate(x, [x], 64);
    expect(drawn).toEqual([...drawn].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  it('shows where nothing was measured', () => {
    const column = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? Number.NaN : i));
    const [, y = []] = decimate(
      column.map((_, i) => i),
      [column],
      10,
    );
    expect(y.slice(0, 4)).toEqual([null, null, null, null]);
    expect(y.at(-1)).toBe(99);
  });
});

describe('what is measured', () => {
  it('is Dice before accuracy where there are masks', () => {
    expect(measuresOf('segmentation')).toEqual(['loss', 'dice', 'iou', 'accuracy']);
    expect(measuresOf('binary')).toEqual(['loss', 'accuracy']);
    expect(measuresOf('regression')).toEqual(['loss', 'r2', 'mae']);
  });

  it('is in a column for each part, and the loss of images in that of the updates', () => {
    expect(columnsOf('dice', true)).toEqual(['train_dice', 'validation_dice', 'test_dice']);
    expect(columnsOf('loss', true)[0]).toBe('loss');
  });

  it('is told class by class where there are more than two', () => {
    const names = () => ['test_dice', 'test_dice_1', 'test_dice_2', 'test_dice_10', 'train_dice_1'];
    expect(classColumns({ names }, 'test', 'dice')).toEqual(['test_dice_1', 'test_dice_2']);
    expect(classColumns({ names }, 'test', 'iou')).toEqual([]);
  });
});
