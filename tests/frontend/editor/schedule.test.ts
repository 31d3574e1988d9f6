import { describe, expect, it } from 'vitest';
import { factorAt, spanOf } from '@/editor/schedule';
import type { ScheduleSpec } from '@/protocol/names';

const CYCLE: ScheduleSpec = { kind: 'one_cycle', epochs: 30, rise: 0.4, start: 0.1, floor: 0.05 };

describe('schedules as the server works them out', () => {
  it('rises and falls in one cycle', () => {
    const found = [0, 6, 12, 21, 30, 99].map((epoch) => factorAt(CYCLE, epoch));
    [0.1, 0.55, 1, 0.525, 0.05, 0.05].forEach((factor, k) => {
      expect(found[k]).toBeCloseTo(factor, 10);
    });
    expect(factorAt({ kind: 'one_cycle' }, 0)).toBeCloseTo(0.04);
    expect(factorAt({ kind: 'one_cycle' }, 30)).toBe(1);
  });

  it('warms up alone', () => {
    const warm = { kind: 'warm_up', warm_up: 8 };
    expect([0, 2, 8, 20].map((epoch) => factorAt(warm, epoch))).toEqual([0, 0.25, 1, 1]);
    expect(factorAt({ kind: 'warm_up' }, 1)).toBe(0.2);
  });

  it.each([
    { kind: 'step', every: 7, factor: 0.3 },
    { kind: 'exponential', factor: 0.8 },
    { kind: 'cosine', epochs: 40, floor: 0.1 },
  ])('warms up before it goes on: $kind', (schedule) => {
    for (const epoch of [0, 2, 4.5, 9]) {
      const cold = factorAt(schedule, epoch);
      expect(factorAt({ ...schedule, warm_up: 4.5 }, epoch)).toBeCloseTo(cold * Math.min(1, epoch / 4.5), 12);
    }
  });

  it('draws as much as there is to see', () => {
    expect(spanOf(CYCLE)).toBeCloseTo(33);
    expect(spanOf({ kind: 'warm_up', warm_up: 10 })).toBe(30);
  });
});
