import { expect, test } from 'vitest';
import { allOf } from '@/classroom/all_projects';
import type { ProjectLine } from '@/protocol/projects';

const line = (id: string): ProjectLine => ({
  id,
  title: id,
  owner: 'me',
  version: 1,
  created_at: '2026-01-01T00:00:00Z',
  changed_at: '2026-01-01T00:00:00Z',
  handed_from: null,
  runs: 0,
});

test('projects of all pages can be handed out', async () => {
  const pages: Record<string, { items: ProjectLine[]; next: string | null }> = {
    '': { items: [line('a'), line('b')], next: 'b' },
    b: { items: [line('c')], next: 'c' },
    c: { items: [], next: null },
  };
  const list = (after = '') => Promise.resolve(pages[after] ?? { items: [], next: null });
  expect((await allOf({ list })).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
