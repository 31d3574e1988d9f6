import { expect, test } from 'vitest';
import type { Cost } from '@/protocol/classroom';
import { bytesText, costLine, costRows, excessText, queueText, secondsText, waitText } from '@/runs/cost_telling';

const COST: Cost = {
  parameters: 31,
  flops_per_update: 1860,
  activation_bytes: 400_000,
  memory_bytes: 31_861_776,
  compile_s: 0,
  epoch_s: 0.0000412,
  share: 1,
  queue: { position: 0, wait_s: 0 },
  over: [],
};

test('sizes and times are told with the figures that matter', () => {
  expect([0, 999, 1000, 31_861_776, 400_000, 5e9].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '31.9 MB',
    '400 kB',
    '5 GB',
  ]);
  expect([0, 0.0000412, 0.0123, 1.26, 45, 600, 9000].map(secondsText)).toEqual([
    '0 s',
    '0.04 ms',
    '12 ms',
    '1.3 s',
    '45 s',
    '10 min',
    '3 h',
  ]);
});

test('beside the play button stands when it starts and how long an epoch takes', () => {
  expect(costLine(COST)).toBe('An epoch takes 0.04 ms.');
  expect(costLine({ ...COST, compile_s: 2.1 })).toBe('Starts in 2.1 s. An epoch takes 0.04 ms.');
  expect(costLine({ ...COST, queue: { position: 3, wait_s: 20 } })).toBe(
    'After 3 others, in about 20 s. An epoch takes 0.04 ms.',
  );
  expect(costLine({ ...COST, over: [{ what: 'parameters', value: 2, limit: 1, detail: '' }] })).toMatch(/too large/);
});

test('the whole cost says what is alone and what is now', () => {
  const rows = new Map(costRows({ ...COST, epoch_s: 2, share: 0.25 }));
  expect(rows.get('An epoch at full speed')).toBe('About 2 s alone, 8 s now');
  expect(rows.get('Your part of a worker now')).toBe('25 %');
  expect(rows.get('Compiling')).toBe('Done already');
  expect(new Map(costRows(COST)).has('Your part of a worker now')).toBe(false);
  expect(new Map(costRows({ ...COST, flops_per_update: 2.345e9 })).get('Operations in an update')).toBe('2.35 billion');
  const placed = new Map(costRows({ ...COST, share: 0.5 }, true));
  expect(placed.get('Its part of a worker now')).toBe('50 %');
  expect(placed.has('Starts')).toBe(false);
});

test('what is too much comes with how to get under it', () => {
  expect(excessText({ what: 'activation_bytes', detail: '2 GB' }).advice).toMatch(/smaller batch/);
  expect(excessText({ what: 'something new', detail: 'x' })).toEqual({ detail: 'x', advice: 'Make it smaller.' });
});

test('a run that waits is told why, behind how many, and for how long', () => {
  expect(waitText({ position: 1, wait_s: null })).toBe('After one other');
  expect(queueText(1, 'host', null)).toMatch(/^The server is full. You are next. Nobody can tell how long/);
  expect(queueText(4, 'compiler', 12)).toBe('Other networks are being compiled first. 3 before you, in about 12 s.');
  expect(queueText(null, null, undefined)).toBe('You are next.');
});
