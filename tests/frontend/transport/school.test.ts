import { expect, test, vi } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { createClassesRest } from '@/transport/classes';
import { createHistoryRest } from '@/transport/history';
import { createHostRest } from '@/transport/host';
import { createSharesRest, fetchShared } from '@/transport/shares';

/** A server that answers everything, and notes what it was asked. */
function listening() {
  const fetch = vi.fn((_url: string, init: RequestInit) =>
    Promise.resolve(init.method === 'DELETE' ? new Response(null, { status: 204 }) : new Response('{}')),
  );
  const asked = () =>
    fetch.mock.calls.map(
      ([url, { method, body }]) => `${method} ${url.replace('/api/v1', '')}${body ? ` ${body}` : ''}`,
    );
  return { fetch, asked };
}

test('classes are asked at the right places', async () => {
  const { fetch, asked } = listening();
  const rest = createClassesRest('/api/v1', fetch);
  await rest.classes();
  await rest.create('9b');
  await rest.one('class_1');
  await rest.edit('class_1', { weight: 2 });
  await rest.remove('class_1');
  await rest.rotate('class_1', 3600);
  await rest.closeCode('class_1');
  await rest.members('class_1');
  await rest.removeMember('class_1', 'user_1', true);
  await rest.newResume('class_1', 'user_1');
  await rest.handOut('class_1', 'project_1');
  expect(asked()).toEqual([
    'GET /classes',
    'POST /classes {"title":"9b"}',
    'GET /classes/class_1',
    'PATCH /classes/class_1 {"weight":2}',
    'DELETE /classes/class_1',
    'POST /classes/class_1/code {"expires_in_s":3600}',
    'DELETE /classes/class_1/code',
    'GET /classes/class_1/members',
    'DELETE /classes/class_1/members/user_1?everything=true',
    'POST /classes/class_1/members/user_1/resume',
    'POST /classes/class_1/handouts {"project":"project_1"}',
  ]);
  expect(rest.resultsUrl('a/b')).toBe('/api/v1/classes/a%2Fb/results.csv');
  expect(rest.exportUrl('c')).toBe('/api/v1/classes/c/export');
});

test('runs of the past are asked at the right places', async () => {
  const { fetch, asked } = listening();
  const rest = createHistoryRest('/api/v1', fetch);
  await rest.lines({});
  await rest.lines({ project: 'project_1' }, 'run_9');
  await rest.noted('run_1');
  await rest.edit('run_1', { title: 'Wide', notes: 'Better.' });
  await rest.remove('run_1');
  await rest.pause('run_1');
  await rest.checkpoints('run_1');
  await rest.fork('run_1', 200);
  await rest.compare(['run_1', 'run_2']);
  expect(asked()).toEqual([
    'GET /runs/lines',
    'GET /runs/lines?project=project_1&after=run_9',
    'GET /runs/run_1',
    'PATCH /runs/run_1 {"title":"Wide","notes":"Better."}',
    'DELETE /runs/run_1',
    'POST /runs/run_1/commands {"type":"pause"}',
    'GET /runs/run_1/checkpoints',
    'POST /runs/run_1/fork {"step":200}',
    'GET /runs/compare?ids=run_1,run_2',
  ]);
});

test('links and the host are asked at the right places', async () => {
  const { fetch, asked } = listening();
  const shares = createSharesRest('/api/v1', fetch);
  await shares.shares();
  await shares.create({ run: 'run_1', mode: 'view', locked: ['data'] });
  await shares.close('share_1');
  await shares.shared();
  const host = createHostRest('/api/v1', fetch);
  await host.cost(DEFAULT_SPEC);
  await host.cost(DEFAULT_SPEC, 'run_1');
  await host.load();
  await host.teachers();
  await host.addTeacher('Noether', 'long enough');
  await host.removeTeacher('user_1');
  expect(asked()).toEqual([
    'GET /shares',
    'POST /shares {"run":"run_1","mode":"view","locked":["data"]}',
    'DELETE /shares/share_1',
    'GET /shared',
    `POST /networks/cost ${JSON.stringify(DEFAULT_SPEC)}`,
    `POST /networks/cost?run=run_1 ${JSON.stringify(DEFAULT_SPEC)}`,
    'GET /admin/load',
    'GET /admin/teachers',
    'POST /admin/teachers {"name":"Noether","password":"long enough"}',
    'DELETE /admin/teachers/user_1',
  ]);
});

test('a link is presented with every request, beside what the request says already', async () => {
  const { fetch } = listening();
  const shared = fetchShared('s3cret', fetch);
  await createSharesRest('/api/v1', shared).create({ mode: 'view' });
  const headers = new Headers(fetch.mock.calls[0]?.[1].headers);
  expect(headers.get('Glassnet-Share')).toBe('s3cret');
  expect(headers.get('content-type')).toBe('application/json');
});
