import { expect, test } from 'vitest';
import { diskRows, percent, runsTelling, uptimeText } from '@/admin/telling';

test('the load of a host is told in words', () => {
  expect(percent(0.666)).toBe('67 %');
  expect([10, 600, 9000, 300_000].map(uptimeText)).toEqual(['1 min', '10 min', '3 h', '3 days']);
  expect(runsTelling({ paused: 3, running: 2, failed: 0, queued: 1 })).toBe('2 training, 1 waiting, 3 paused');
  expect(runsTelling({})).toBe('none');
});

test('what the disk holds is told by folder, however much is known of it', () => {
  expect(diskRows({ checkpoints: { used: 2_000_000, free: 5e9 }, data_sets: 400, state: 'full' })).toEqual([
    ['checkpoints', '2 MB used, 5 GB free'],
    ['data sets', '400 B'],
    ['state', 'full'],
  ]);
});
