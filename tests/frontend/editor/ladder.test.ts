import { describe, expect, it } from 'vitest';
import { logTrack, plain, rung, signed } from '@/editor/fields/ladder';

describe('rung', () => {
  it('climbs 0, 0.00001, …, 0.01, 0.03, 0.1 and comes back the same way', () => {
    const up = [0];
    for (let i = 0; i < 10; i += 1) up.push(rung(up.at(-1) ?? 0, 1));
    expect(up).toEqual([0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3]);
    const down = [0.3];
    for (let i = 0; i < 10; i += 1) down.push(rung(down.at(-1) ?? 0, -1));
    expect(down).toEqual(up.toReversed());
  });

  it('takes a number between two rungs to its neighbours', () => {
    expect(rung(0.05, 1)).toBe(0.1);
    expect(rung(0.05, -1)).toBe(0.03);
  });
});

describe('plain and signed', () => {
  it('say a number in few figures', () => {
    expect([0, 0.03, 1e-8, 12.5, 2.5e7, -0.25].map(plain)).toEqual(['0', '0.03', '1e−8', '12.5', '2.5e7', '−0.25']);
    expect([0.5, -0.25, -12345].map((value) => signed(value))).toEqual(['+0.50', '−0.25', '−1.2e+4']);
    expect(signed(Number.NaN)).toBe('not a number');
  });
});

describe('logTrack', () => {
  it('leads from a place on the track back to it', () => {
    const track = logTrack(1e-5, 10, 120);
    for (const at of [0, 40, 70, 120]) expect(Math.abs(track.at(track.value(at)) - at)).toBeLessThanOrEqual(1);
  });
});
