import { expect, it } from 'vitest';
import { createList, matching } from '@/projects/list';
import { agoOf } from '@/projects/times';
import type { ProjectLine } from '@/protocol/projects';
import { createProjectsRest } from '@/transport/projects';
import { edited, projectOf } from './documents';

const lines = (...titles: string[]): ProjectLine[] =>
  titles.map((title, index) => projectOf(edited(), 1, { id: `p${index + 1}`, title }));

/** A server with some projects. */
function world() {
  let items = lines('Rings', 'Two moons');
  const gone: ProjectLine[] = [];
  const asked: string[] = [];
  let refusing = false;
  const rest = createProjectsRest('/api', async (url, { method = 'GET', body }) => {
    asked.push(`${method} ${url}`);
    const id = url.split('/')[3] ?? '';
    const found = items.find((one) => one.id === id);
    if (refusing) return Response.json({ code: 'unavailable', detail: 'Not now.' }, { status: 503 });
    if (method === 'DELETE') {
      gone.push(...items.filter((one) => one.id === id));
      items = items.filter((one) => one.id !== id);
      return new Response(null, { status: 204 });
    }
    if (url.endsWith('/restore')) {
      items = [...gone.splice(0), ...items];
      return Response.json(projectOf(edited(), 1, items[0]));
    }
    if (url.endsWith('/fork'))
      return Response.json(projectOf(edited(), 1, { ...found, id: 'p9', ...JSON.parse(`${body}`) }));
    if (id !== '') return Response.json(projectOf(edited(), 1, { ...found, ...JSON.parse(`${body ?? '{}'}`) }));
    return url.includes('after')
      ? Response.json({ items: lines('Rings'), next: null })
      : Response.json({ items, next: 'p2' });
  });
  const list = createList(rest);
  return {
    ...{ list, asked },
    titles: () => list.store.getState().items.map(({ title }) => title),
    refuse: (now: boolean) => {
      refusing = now;
    },
  };
}

it('deletes with a way back', async () => {
  const { list, titles } = world();
  await list.load();
  await list.remove('p1');
  expect(titles()).toEqual(['Two moons']);
  expect(list.store.getState().deleted).toMatchObject({ title: 'Rings' });
  await list.restore();
  expect(titles()).toEqual(['Rings', 'Two moons']);
  expect(list.store.getState().deleted).toBe(null);
});

it('takes back what the server refuses', async () => {
  const { list, titles, refuse } = world();
  await list.load();
  refuse(true);
  await list.remove('p1');
  expect(titles()).toEqual(['Rings', 'Two moons']);
  expect(list.store.getState()).toMatchObject({ deleted: null, problem: { code: 'unavailable' } });
  refuse(false);
  await list.remove('p1');
  refuse(true);
  await list.restore();
  expect(list.store.getState().deleted).toMatchObject({ id: 'p1' });
});

it('renames, copies and shows more, nothing twice', async () => {
  const { list, titles } = world();
  await list.load();
  await list.rename('p2', 'Moons');
  await list.fork('p1', 'Rings (copy)');
  await list.more();
  expect(titles()).toEqual(['Rings (copy)', 'Rings', 'Moons']);
});

it('asks for a document once for each version', async () => {
  const { list, asked } = world();
  const [line] = lines('Rings');
  if (!line) throw new Error('no line');
  await list.document(line);
  await list.document(line);
  expect(asked).toEqual(['GET /api/projects/p1']);
  await list.document({ ...line, version: 2 });
  expect(asked).toHaveLength(2);
});

it('finds by all words, however they are written', () => {
  expect(matching(lines('Two rings', 'Rings', 'Two moons'), ' RINGS two').map(({ title }) => title)).toEqual([
    'Two rings',
  ]);
  expect(matching(lines('Rings'), '')).toHaveLength(1);
});

it('says how long ago something was', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  const said = (at: string) => agoOf(at, now);
  expect([said('2026-03-10T11:59:40Z'), said('2026-03-10T11:55:00Z'), said('2026-03-09T11:00:00Z')]).toEqual([
    ...['just now', '5 minutes ago', 'yesterday'],
  ]);
  expect(said('2026-03-10T12:00:09Z')).toBe('just now');
});
