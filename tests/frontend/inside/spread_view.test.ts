import { describe, expect, it } from 'vitest';
import { gradientTelling, MOST, normsOf, type Past, remembered, rowsOf, weightsTelling } from '@/inside/spread_view';
import type { Frame } from '@/protocol/frames';
import { frame } from '../live/frame';

const ROWS = [
  { node: 'h1', what: 'weights' },
  { node: 'h1', what: 'gradients' },
];

function spread(step: number, rows: readonly unknown[] = ROWS): Frame {
  const counts = new Int32Array(64 * rows.length).map((_, place) => place);
  const numbers = (value: number) => new Float32Array(rows.length).fill(value);
  const data = { counts, reach: numbers(2), zeros: new Int32Array([1, 0]), near: new Int32Array([3, 0]) };
  const more = { total: new Int32Array([8, 9]), rms: numbers(0.5) };
  return { ...frame('spread', { data: { ...data, ...more } }), step, meta: { rows, norms: { h1: 1e-5, out: 0.5 } } };
}

describe('distributions', () => {
  it('are read row by row', () => {
    const [weights, gradients, ...more] = rowsOf(spread(1));
    expect(more).toEqual([]);
    expect(weights).toMatchObject({ node: 'h1', what: 'weights', reach: 2, zeros: 1, near: 3, total: 8 });
    expect(gradients?.counts[0]).toBe(64);
    expect(rowsOf(undefined)).toEqual([]);
    expect(rowsOf(spread(1, [{ node: 'h1', what: 'odd' }]))).toEqual([]);
  });

  it('are remembered until training begins anew or the network is another one', () => {
    let past: Past[] = [];
    for (let step = 1; step <= MOST + 5; step++) past = remembered(past, spread(step));
    expect(past).toHaveLength(MOST);
    expect(past.at(-1)?.step).toBe(MOST + 5);
    expect(remembered(past, spread(MOST + 5))).toHaveLength(MOST);
    expect(remembered(past, spread(0))).toHaveLength(1);
    expect(remembered(past, spread(MOST + 6, [ROWS[1], ROWS[0]]))).toHaveLength(1);
  });

  it('say where gradients vanish, grow, or are no numbers', () => {
    expect(normsOf(spread(1))).toEqual([
      ['h1', 1e-5],
      ['out', 0.5],
    ]);
    expect(gradientTelling(normsOf(spread(1)))).toContain('at h1 it is 50000 times smaller than at out');
    expect(
      gradientTelling([
        ['h1', 5],
        ['out', 0.01],
      ]),
    ).toContain('500 times larger');
    expect(
      gradientTelling([
        ['h1', 0.5],
        ['out', 0.4],
      ]),
    ).toContain('every layer learns');
    expect(
      gradientTelling([
        ['h1', 0],
        ['out', 0],
      ]),
    ).toContain('All gradients are zero');
    expect(
      gradientTelling([
        ['h1', 0],
        ['out', 1],
      ]),
    ).toContain('zero, unlike at out');
    expect(
      gradientTelling([
        ['h1', -1],
        ['out', 0.4],
      ]),
    ).toContain('no finite numbers');
    expect(gradientTelling([['out', 0.4]])).toBe('');
  });

  it('count the weights that are gone', () => {
    expect(weightsTelling({ near: 5, zeros: 0, total: 12 })).toBe('5 of 12 at zero');
    expect(weightsTelling({ near: 5, zeros: 2, total: 12 })).toBe('5 of 12 at zero, 2 of them exactly');
  });
});
