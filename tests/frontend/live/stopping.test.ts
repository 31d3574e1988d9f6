import { describe, expect, it } from 'vitest';
import { marksTold, stopMarks } from '@/live/stopping';
import type { StopReason } from '@/protocol/names';

const reason = (rule: StopReason['rule'], more: Partial<StopReason> = {}): StopReason => ({
  rule,
  detail: '',
  hint: '',
  step: 60,
  node: null,
  can_go_on: true,
  best_step: null,
  ...more,
});

describe('where a run has ended', () => {
  it('is marked, and where its weights come from', () => {
    const marks = stopMarks(reason('early_stopping', { best_step: 30 }), 6);
    expect(marks).toEqual([
      { x: 5, label: 'best, back here' },
      { x: 10, label: 'stopped', firm: true },
    ]);
    expect(marksTold(marks)).toBe('; best, back here at epoch 5; stopped at epoch 10');
  });

  it('is marked whatever rule it was, and in the middle of an epoch', () => {
    expect(stopMarks(reason('max_epochs'), 60)).toEqual([{ x: 1, label: 'stopped', firm: true }]);
    expect(stopMarks(reason('diverged'), 8)).toEqual([{ x: 7.5, label: 'diverged', firm: true }]);
    expect(marksTold(stopMarks(reason('diverged'), 7))).toBe('; diverged at epoch 8.57');
  });

  it('is not told of a run that goes on, or only rests', () => {
    expect(stopMarks(null, 6)).toEqual([]);
    expect(stopMarks(reason('idle'), 6)).toEqual([]);
    expect(stopMarks(reason('max_epochs'), 0)).toEqual([]);
  });
});
