import { expect, test } from 'vitest';
import { MOST_POINTS, type Traces, traced, tracePath } from '@/classroom/traces';
import { lineOf, memberOf } from './world';

const look = (before: Traces, step: number, loss: number | null, run = 'r1'): Traces =>
  traced(before, [memberOf('Ada', [lineOf(run, { step, loss })])]);

test('a trace grows while its run goes on, and begins anew with another run or a reset', () => {
  let traces = look(new Map(), 10, 0.5);
  traces = look(traces, 20, 0.4);
  traces = look(traces, 20, 0.4);
  traces = look(traces, 30, null);
  expect(traces.get('user_Ada')).toEqual({
    run: 'r1',
    points: [
      { step: 10, loss: 0.5 },
      { step: 20, loss: 0.4 },
    ],
  });
  expect(look(traces, 5, 0.9).get('user_Ada')?.points).toEqual([{ step: 5, loss: 0.9 }]);
  expect(look(traces, 40, 0.1, 'r2').get('user_Ada')).toEqual({ run: 'r2', points: [{ step: 40, loss: 0.1 }] });
  expect(traced(traces, []).size).toBe(0);
});

test('a long trace is thinned and keeps both ends', () => {
  let traces: Traces = new Map();
  for (let step = 1; step <= 1000; step++) traces = look(traces, step, 1 / step);
  const points = traces.get('user_Ada')?.points ?? [];
  expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
  expect(points[0]?.step).toBe(1);
  expect(points.at(-1)?.step).toBe(1000);
  expect(points.every(({ step }, index) => index === 0 || step > (points[index - 1]?.step ?? 0))).toBe(true);
});

test('the path goes from the left to the right, high losses high', () => {
  const trace = {
    run: 'r',
    points: [
      { step: 0, loss: 1 },
      { step: 5, loss: 0 },
      { step: 10, loss: 0.5 },
    ],
  };
  expect(tracePath(trace, 100, 20)).toBe('M0.0 0.0L50.0 20.0L100.0 10.0');
  expect(tracePath({ run: 'r', points: trace.points.slice(0, 1) }, 100, 20)).toBe('');
  expect(
    tracePath(
      {
        run: 'r',
        points: [
          { step: 0, loss: 1 },
          { step: 1, loss: 1 },
        ],
      },
      10,
      4,
    ),
  ).toBe('M0.0 2.0L10.0 2.0');
});
