import { describe, expect, test, vi } from 'vitest';
import { createLibrary } from '@/images/library';
import type { DatasetItem, Download, DownloadState } from '@/protocol/library';
import { ProblemError } from '@/protocol/problem';

function download(state: DownloadState, bytes = 0): Download {
  return {
    id: 'mnist',
    kind: 'mnist',
    name: null,
    title: 'MNIST',
    shape: [28, 28, 1],
    classes: [],
    state,
    bytes,
    total: 100,
    problem: null,
    licence: '',
  };
}

const UPLOAD: DatasetItem = {
  id: 'data_1',
  kind: 'upload',
  title: 'Mine',
  summary: '',
  shape: [8, 8, 1],
  classes: ['a', 'b'],
  samples: 50,
};
const BUILT_IN: DatasetItem = {
  id: 'shapes',
  kind: 'shapes',
  title: 'Shapes',
  summary: '',
  shape: [8, 8, 1],
  classes: ['a', 'b'],
  samples: 50,
};

/** A server whose download moves on by hand, and a clock that is turned by hand. */
function world() {
  let now = download('absent');
  const turns: (() => void)[] = [];
  const rest = {
    datasets: vi.fn(async () => [BUILT_IN, { ...BUILT_IN, id: 'upload', kind: 'upload' }, UPLOAD]),
    downloads: vi.fn(async () => [now]),
    start: vi.fn(async () => (now = download('loading', 10))),
    cancel: vi.fn(async () => (now = download('cancelled', 40))),
    remove: vi.fn(async () => undefined),
  };
  const library = createLibrary(rest, { after: (_, callback) => void turns.push(callback) });
  const turn = async (next: Download) => {
    now = next;
    const due = turns.splice(0);
    for (const callback of due) callback();
    await vi.waitFor(() => expect(library.store.getState().downloads[0]).toEqual(next));
    return due.length;
  };
  return { rest, library, turns, turn };
}

describe('the library', () => {
  test('knows downloads and uploads once somebody looks', async () => {
    const { library } = world();
    library.watch();
    await vi.waitFor(() => expect(library.store.getState().uploads).toEqual([UPLOAD]));
    expect(library.store.getState().downloads.map(({ id }) => id)).toEqual(['mnist']);
  });

  test('asks for progress until the download is there, and no longer', async () => {
    const { library, turns, turn } = world();
    library.watch();
    await library.look();
    expect(turns).toHaveLength(0);
    await library.start('mnist');
    expect(turns).toHaveLength(1);
    await turn(download('loading', 60));
    await turn(download('reading', 100));
    await turn(download('ready', 100));
    expect(turns).toHaveLength(0);
  });

  test('asks no more when nobody looks', async () => {
    const { library, rest, turns } = world();
    const leave = library.watch();
    await library.look();
    await library.start('mnist');
    leave();
    leave();
    const asked = rest.downloads.mock.calls.length;
    for (const callback of turns.splice(0)) callback();
    expect(rest.downloads).toHaveBeenCalledTimes(asked);
  });

  test('goes on asking after a lost answer', async () => {
    const { library, rest, turn, turns } = world();
    library.watch();
    await library.look();
    await library.start('mnist');
    rest.downloads.mockRejectedValueOnce(new ProblemError({ code: 'unreachable', detail: 'Gone.' }));
    for (const callback of turns.splice(0)) callback();
    await vi.waitFor(() => expect(library.store.getState().problem?.code).toBe('unreachable'));
    await vi.waitFor(() => expect(turns).toHaveLength(1));
    await turn(download('loading', 80));
    expect(library.store.getState().problem).toBeNull();
  });

  test('keeps what a cancelled download has fetched', async () => {
    const { library, turns } = world();
    library.watch();
    await library.look();
    await library.cancel('mnist');
    expect(library.store.getState().downloads).toEqual([download('cancelled', 40)]);
    expect(turns).toHaveLength(0);
  });

  test('forgets what is deleted, and says when it could not be', async () => {
    const { library, rest } = world();
    await library.look();
    rest.remove.mockRejectedValueOnce(new ProblemError({ code: 'no_dataset', detail: 'Gone already.' }));
    await library.remove('data_1');
    expect(library.store.getState()).toMatchObject({ uploads: [UPLOAD], problem: { detail: 'Gone already.' } });
    await library.remove('data_1');
    expect(library.store.getState()).toMatchObject({ uploads: [], problem: null });
  });
});
