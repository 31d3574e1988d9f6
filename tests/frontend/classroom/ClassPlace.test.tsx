// @vitest-environment jsdom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import ClassPlace from '@/classroom/ClassPlace';
import type { ClassView, Member } from '@/protocol/classroom';
import { lineOf, memberOf } from './world';

const VIEW: ClassView = {
  ...{ id: 'class_1', title: 'Biology 9b', weight: 1, created_at: '2030-05-03T08:00:00Z', closed_at: null, members: 2 },
  code: {
    ...{ code: 'mg6-ar5', url: 'https://nets.example/join/mg6-ar5', expires_at: '2090-05-03T16:00:00Z' },
    qr: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  },
};

let root: Root;
let answers: Record<string, unknown>;
const asked: string[] = [];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  asked.length = 0;
  answers = { '/classes/class_1': VIEW, '/classes/class_1/members': [] };
  vi.stubGlobal('fetch', (url: string, { method = 'GET', body }: RequestInit) => {
    const path = url.replace('/api/v1', '');
    if (method !== 'GET') asked.push(`${method} ${path}${typeof body === 'string' ? ` ${body}` : ''}`);
    const answer = answers[path];
    if (method === 'DELETE') return Promise.resolve(new Response(null, { status: 204 }));
    if (answer === undefined)
      return Promise.resolve(
        new Response('{"code":"no_such_class","detail":"There is no such class."}', { status: 404 }),
      );
    return Promise.resolve(Response.json(answer));
  });
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root') ?? document.body);
});
afterEach(async () => {
  await act(() => root.unmount());
  vi.unstubAllGlobals();
});

const settled = () => act(() => new Promise<void>((done) => setTimeout(done, 20)));
const draw = async () => {
  await act(() => root.render(<ClassPlace id="class_1" />));
  await settled();
};
const text = () => document.body.textContent ?? '';
const button = (name: string) => {
  const found = [...document.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() === name,
  );
  if (!found) throw new Error(`There is no button “${name}”.`);
  return found;
};
const press = async (name: string) => {
  await act(() => button(name).click());
  await settled();
};

test('a class without students says how they get in', async () => {
  await draw();
  expect(text()).toContain('Biology 9b');
  expect(text()).toContain('No students yet');
  expect(text()).toContain('mg6-ar5');
  expect(document.querySelector('img')?.src).toMatch(/^data:image\/svg\+xml,/);
});

test('every student stands there with what they are at, and opens to all that is theirs', async () => {
  const members: Member[] = [
    memberOf('Bob', [], { online: false }),
    memberOf('Ada', [lineOf('run_1', { title: 'Wide', loss: 0.125, status: 'diverged' })], { online: true }),
  ];
  answers['/classes/class_1/members'] = members;
  await draw();
  const rows = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent);
  expect(rows[0]).toMatch(/Ada.*here.*Wide.*Diverged.*0\.125/);
  expect(rows[1]).toMatch(/Bob.*not yet here.*No run yet/);
  await press('Ada: projects and runs');
  expect(text()).toContain('Remove Ada');
  expect(document.querySelector('a[href="/s?run=run_1&class=class_1"]')).not.toBeNull();
});

test('a student is removed after asking, and what they made stays unless it is ticked', async () => {
  answers['/classes/class_1/members'] = [memberOf('Bob', [])];
  await draw();
  await press('Bob: projects and runs');
  await press('Remove Bob');
  expect(asked).toEqual([]);
  const dialog = document.querySelector('[role=dialog]');
  const remove = [...(dialog?.querySelectorAll('button') ?? [])].find((one) => one.textContent === 'Remove Bob');
  await act(() => remove?.click());
  await settled();
  expect(asked).toEqual(['DELETE /classes/class_1/members/user_Bob?everything=false']);
});

test('a class that is not there, or not one’s own, is told of', async () => {
  answers = {};
  await draw();
  expect(document.querySelector('[role=alert]')?.textContent).toContain('There is no such class.');
});
