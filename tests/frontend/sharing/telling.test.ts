import { expect, test } from 'vitest';
import type { ShareLine } from '@/protocol/classroom';
import { embedCode, NEW_FORM, shareOf, shareTelling } from '@/sharing/telling';

test('a form asks for a link to the project or to the run, never both', () => {
  expect(shareOf({ ...NEW_FORM, parts: { data: 'locked', views: 'hidden', network: 'open' } }, 'p1', 'r1')).toEqual({
    ...{ project: 'p1', mode: 'view', locked: ['data'], hidden: ['views'], expires_in_days: null },
  });
  expect(shareOf({ ...NEW_FORM, what: 'run', mode: 'fork', weights: true, days: 7 }, 'p1', 'r1')).toEqual({
    ...{ run: 'r1', mode: 'fork', weights: true, locked: [], hidden: [], expires_in_days: 7 },
  });
});

test('a link is told in one line', () => {
  const line: ShareLine = {
    ...{ id: 's', project: 'p', run: null, mode: 'fork', weights: false, locked: ['network', 'data'], hidden: [] },
    ...{ created_at: '2030-01-01T00:00:00Z', expires_at: '2030-01-08T00:00:00Z' },
  };
  const now = new Date('2030-01-03T00:00:00Z');
  expect(shareTelling(line, now)).toBe('Copy: the project · locked: data, network · for 5 days more');
  expect(shareTelling({ ...line, run: 'r', project: null, weights: true, locked: [], expires_at: null }, now)).toBe(
    'Copy: the run · with its weights · until you close it',
  );
});

test('the code of an embedded page cannot be broken by a title', () => {
  expect(embedCode('https://x/s#k', 'A "B" <c> & d')).toContain('title="A &quot;B&quot; &lt;c> &amp; d"');
});
