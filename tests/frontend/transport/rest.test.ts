import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '@/protocol/problem';
import { createRest } from '@/transport/rest';

const answering = (body: string | null, status = 200) =>
  vi.fn((_url: string, _init: RequestInit) => Promise.resolve(new Response(body, { status })));

describe('createRest', () => {
  it('asks at the right place in the right way', async () => {
    const fetch = answering('{}');
    const rest = createRest('/api/v1', fetch);
    await rest.preview({ kind: 'spiral', samples: 10, classes: 3 });
    await rest.metrics('a/b', 7);
    await rest.command('r', { type: 'pause' });
    await rest.preview({ kind: 'xor' });
    expect(fetch.mock.calls.map(([url, init]) => [init.method, url, init.body])).toEqual([
      ['GET', '/api/v1/datasets/spiral/preview?samples=10&classes=3', undefined],
      ['GET', '/api/v1/runs/a%2Fb/metrics?since=7&format=json', undefined],
      ['POST', '/api/v1/runs/r/commands', '{"type":"pause"}'],
      ['GET', '/api/v1/datasets/xor/preview', undefined],
    ]);
    expect(rest.checkpointUrl('r')).toBe('/api/v1/runs/r/checkpoint');
  });

  it('gives the answer', async () => {
    const rest = createRest('', answering('{"status":"ok","version":"1"}'));
    expect(await rest.health()).toEqual({ status: 'ok', version: '1' });
  });

  it('takes an empty answer to a deletion', async () => {
    const fetch = answering(null, 204);
    await createRest('', fetch).deleteRun('r');
    expect(fetch.mock.calls[0]?.[1].method).toBe('DELETE');
  });

  it('turns a problem into an error with the same words', async () => {
    const problem = { code: 'shape', detail: 'Too wide.', hint: 'Narrow it.', where: 'network.nodes.h1', status: 422 };
    const told = createRest('', answering(JSON.stringify(problem), 422)).templates();
    await expect(told).rejects.toBeInstanceOf(ProblemError);
    await expect(told).rejects.toMatchObject({
      code: 'shape',
      detail: 'Too wide.',
      hint: 'Narrow it.',
      where: 'network.nodes.h1',
    });
  });

  it.each([
    ['a refusal without words', '<html>', 502],
    ['a refusal with words of another kind', '{"detail":[1]}', 502],
    ['an answer that is no JSON', '<html>', 200],
  ])('makes a problem of %s', async (_, body, status) => {
    await expect(createRest('', answering(body, status)).health()).rejects.toMatchObject({ code: `http_${status}` });
  });

  it('makes a problem of a server that cannot be reached', async () => {
    const rest = createRest('', () => Promise.reject(new TypeError('fetch failed')));
    await expect(rest.health()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('leaves an abortion what it is', async () => {
    const stop = new AbortController();
    stop.abort();
    const rest = createRest('', (_url, init) => Promise.reject(init.signal?.reason));
    await expect(rest.preview({ kind: 'xor' }, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
