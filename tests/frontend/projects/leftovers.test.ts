// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCopies } from '@/projects/copies';
import { dropLeft, forgetAll, keepLeft, leftNow, leftTelling } from '@/projects/leftovers';
import { useOpened } from '@/projects/opened';
import { edited, projectOf } from './documents';

const base = edited();
const wider = edited({ type: 'set_units', node: 'h1', units: 6 });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const copies = createCopies(() => window.localStorage, 'old');
const put = (project: string, at_ms: number, account = 'local') =>
  copies.put({ account, project, title: 'Rings', version: 1, base, document: wider, at_ms });
const now = Date.now();
const asked: [string, string][] = [];

beforeEach(() => {
  window.localStorage.clear();
  asked.length = 0;
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: RequestInit) => {
    asked.push([`${method} ${url}`, JSON.parse(String(body)).title]);
    return Response.json({ ...projectOf(wider), id: 'p9' });
  });
});
afterEach(() => void vi.unstubAllGlobals());

test('what was never saved is found but for what is on its way, and forgotten after a year', () => {
  put('p1', now - HOUR_MS);
  put('p2', now);
  put('p3', now - 365 * DAY_MS);
  put('p4', now - HOUR_MS, 'somebody else');
  const [left, ...more] = leftNow(now);
  expect([left?.copy.project, more]).toEqual(['p1', []]);
  expect(left && leftTelling(left).changes).toMatch(/h1/);
  expect(window.localStorage).toHaveLength(3);
});

test('it becomes a project of its own, or nothing', async () => {
  put('p1', now - HOUR_MS);
  const left = leftNow(now);
  useOpened.setState({ left });
  const [one] = left;
  if (!one) throw new Error('Nothing was found.');
  expect(await keepLeft(one)).toBe('/p/p9');
  expect(asked).toEqual([['POST /api/v1/projects', expect.stringMatching(/^Rings \(.+\)$/)]]);
  expect([leftNow(now), useOpened.getState().left]).toEqual([[], []]);
  put('p1', now - HOUR_MS);
  for (const kept of leftNow(now)) dropLeft(kept);
  expect(leftNow(now)).toEqual([]);
});

test('whoever goes takes theirs along, and leaves what is of others', () => {
  put('p1', now - HOUR_MS);
  put('p2', now - HOUR_MS, 'somebody else');
  forgetAll('local');
  expect([leftNow(now), copies.found('somebody else').length]).toEqual([[], 1]);
});
