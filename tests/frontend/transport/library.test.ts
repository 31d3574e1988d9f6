import { expect, test, vi } from 'vitest';
import { createLibraryRest } from '@/transport/library';

test('the library is asked at the right places', async () => {
  const fetch = vi.fn((_url: string, init: RequestInit) =>
    Promise.resolve(
      init.method === 'DELETE' ? new Response(null, { status: 204 }) : new Response('{"items":[{"id":"one"}]}'),
    ),
  );
  const rest = createLibraryRest('/api/v1', fetch);
  expect(await rest.datasets()).toEqual([{ id: 'one' }]);
  expect(await rest.downloads()).toEqual([{ id: 'one' }]);
  await rest.start('mnist');
  await rest.cancel('mnist');
  await rest.remove('data_1/2');
  await rest.preview('medmnist', { name: 'bloodmnist', samples: 4 });
  expect(fetch.mock.calls.map(([url, { method }]) => `${method} ${url}`)).toEqual([
    'GET /api/v1/datasets',
    'GET /api/v1/downloads',
    'POST /api/v1/downloads/mnist',
    'DELETE /api/v1/downloads/mnist',
    'DELETE /api/v1/datasets/data_1%2F2',
    'GET /api/v1/datasets/medmnist/preview?name=bloodmnist&samples=4',
  ]);
});
