import { expect, test } from 'vitest';
import type { RunLine } from '@/protocol/classroom';
import { nextRun } from '@/sharing/next_run';

const line = (id: string, minute: number, values: Partial<RunLine> = {}): RunLine => ({
  ...{ id, title: '', status: 'paused', step: 0, epoch: 0, updates_per_s: 0, loss: null, validation_loss: null },
  ...{ score: null, score_name: '', project: 'p', created_at: `2026-11-23T10:0${minute}:00Z` },
  ...values,
});
const here = line('here', 3, { status: 'running', step: 9 });
const nextId = (lines: RunLine[], gone = false) => nextRun(lines, here, gone)?.id ?? null;

test('a newer run is offered as soon as it is begun', () => {
  expect(nextId([line('idea', 4), here])).toBe(null);
  expect(nextId([line('new', 4, { status: 'queued' }), here])).toBe('new');
  expect(nextId([line('new', 5, { step: 3 }), line('idea', 4), here])).toBe('new');
});

test('an older one is offered only where it trains and this one rests', () => {
  const older = line('older', 1, { status: 'running', step: 5 });
  expect(nextId([here, older])).toBe(null);
  expect(nextId([{ ...here, status: 'paused' }, older])).toBe('older');
  expect(nextId([{ ...here, status: 'paused' }, line('older', 1, { step: 5 })])).toBe(null);
});

test('one that is deleted gives way to what trains, or to the newest', () => {
  expect(nextId([line('idea', 4), line('older', 1, { status: 'running' })], true)).toBe('older');
  expect(nextId([line('idea', 4), line('older', 1)], true)).toBe('idea');
  expect(nextId([], true)).toBe(null);
});
