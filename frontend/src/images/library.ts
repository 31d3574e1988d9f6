import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DatasetItem, Download } from '@/protocol/library';
import { asProblem, type ProblemError } from '@/protocol/problem';
import type { LibraryRest } from '@/transport/library';
import { isMoving } from './downloads';

/** What is known of the data sets that have to be fetched or brought. */
export interface LibraryState {
  downloads: Download[];
  /** Uploaded data sets, the newest first. */
  uploads: DatasetItem[];
  /** Uploaded tables, likewise. */
  tables: DatasetItem[];
  /** Why the newest question was not answered. */
  problem: ProblemError | null;
}

export interface Library {
  readonly store: StoreApi<LibraryState>;
  /** Asks anew how things are, and keeps asking while something is under way and somebody looks. */
  look(): Promise<void>;
  /** Somebody looks from now on, until the answer is called. */
  watch(): () => void;
  start(id: string): Promise<void>;
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Clock {
  after: (milliseconds: number, callback: () => void) => void;
}

const EVERY_MS = 600;

/** The library of the server. Progress is asked for, not told: a download goes on when nobody looks. */
export function createLibrary(
  rest: Pick<LibraryRest, 'datasets' | 'downloads' | 'start' | 'cancel' | 'remove'>,
  { after }: Clock = { after: (milliseconds, callback) => void setTimeout(callback, milliseconds) },
): Library {
  const store = createStore<LibraryState>(() => ({ downloads: [], uploads: [], tables: [], problem: null }));
  let watchers = 0;
  let waiting = false;

  async function trying(deed: () => Promise<void>): Promise<void> {
    try {
      await deed();
      store.setState({ problem: null });
    } catch (thrown) {
      store.setState({ problem: asProblem(thrown) });
    }
  }

  function again(): void {
    if (waiting || watchers === 0 || !store.getState().downloads.some(isMoving)) return;
    waiting = true;
    after(EVERY_MS, () => {
      waiting = false;
      if (watchers > 0) void follow();
    });
  }

  /** A lost answer does not end the asking: the connection may come back. */
  async function follow(): Promise<void> {
    await trying(async () => store.setState({ downloads: await rest.downloads() }));
    again();
  }

  const put = (download: Download): void =>
    store.setState(({ downloads }) => ({
      downloads: downloads.map((one) => (one.id === download.id ? download : one)),
    }));

  async function look(): Promise<void> {
    await trying(async () => {
      const [downloads, items] = await Promise.all([rest.downloads(), rest.datasets()]);
      const own = (wanted: string) => items.filter(({ id, kind }) => kind === wanted && id !== kind);
      store.setState({ downloads, uploads: own('upload'), tables: own('table') });
    });
    again();
  }

  return {
    store,
    look,
    watch() {
      watchers += 1;
      void look();
      let looks = true;
      return () => {
        if (looks) watchers -= 1;
        looks = false;
      };
    },
    async start(id) {
      await trying(async () => put(await rest.start(id)));
      again();
    },
    cancel: (id) => trying(async () => put(await rest.cancel(id))),
    remove: (id) =>
      trying(async () => {
        await rest.remove(id);
        const others = (items: DatasetItem[]) => items.filter((one) => one.id !== id);
        store.setState(({ uploads, tables }) => ({ uploads: others(uploads), tables: others(tables) }));
      }),
  };
}
