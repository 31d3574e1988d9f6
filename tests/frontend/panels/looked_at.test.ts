import { describe, expect, it } from 'vitest';
import { lookedAtIn, sampleTelling } from '@/panels/looked_at';
import type { SampleEvent } from '@/protocol/names';

const looked = (position: number, more: Partial<SampleEvent> = {}): SampleEvent => ({
  type: 'sample',
  run: 'r',
  step: 5,
  position,
  of: 10,
  index: 0,
  inputs: [1, 2],
  target: [1],
  output: [0.712],
  loss: 0.339,
  change: {},
  ...more,
});
const paused = { status: 'paused', step: 5, sample: 3 } as const;

describe('lookedAtIn', () => {
  it('knows the sample while its batch is looked at, and just after', () => {
    const third = looked(3);
    expect(lookedAtIn({ ...paused, looked_at: third })).toBe(third);
    expect(lookedAtIn({ ...paused, sample: 2, looked_at: third })).toBe(third);
    const last = looked(10);
    expect(lookedAtIn({ ...paused, step: 6, sample: 0, looked_at: last })).toBe(last);
  });

  it('lets go of it when training moves on or goes back to the start', () => {
    expect(lookedAtIn({ ...paused, looked_at: null })).toBeNull();
    expect(lookedAtIn({ ...paused, status: 'running', looked_at: looked(3) })).toBeNull();
    expect(lookedAtIn({ ...paused, step: 6, sample: 0, looked_at: looked(3) })).toBeNull();
    expect(lookedAtIn({ ...paused, step: 7, sample: 0, looked_at: looked(10) })).toBeNull();
    expect(lookedAtIn({ ...paused, step: 0, sample: 0, looked_at: looked(3) })).toBeNull();
    expect(lookedAtIn({ ...paused, step: 0, sample: 0, looked_at: looked(1, { step: 0 }) })).toBeNull();
  });
});

describe('sampleTelling', () => {
  it('says what was answered, what was right and what comes of it', () => {
    expect(sampleTelling(looked(3), 'binary')).toBe(
      'Sample 3 of 10: said 0.71, should be 1, loss 0.34. The weights change after sample 10.',
    );
    expect(sampleTelling(looked(10, { output: [-0.5], loss: null }), 'regression')).toBe(
      'Sample 10 of 10: said −0.5, should be 1. The weights have just changed.',
    );
  });

  it('names classes', () => {
    const event = looked(1, { output: [0.1, 0.6, 0.3], target: [0, 0, 1], loss: 1.2 });
    expect(sampleTelling(event, 'multiclass')).toMatch(/^Sample 1 of 10: said class 2 \(60 %\), should be class 3/);
  });
});
