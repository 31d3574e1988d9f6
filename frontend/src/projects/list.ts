import { createStore, type StoreApi } from 'zustand/vanilla';
import { asProblem, type ProblemError } from '@/protocol/problem';
import type { Document, Project, ProjectLine } from '@/protocol/projects';
import type { ProjectsRest } from '@/transport/projects';

/** One's projects as a page shows them. */
export interface ListState {
  phase: 'loading' | 'ready' | 'failed';
  items: readonly ProjectLine[];
  /** Whether there are more than have come. */
  next: string | null;
  problem: ProblemError | null;
  /** What was deleted last, to be brought back. */
  deleted: ProjectLine | null;
}

export interface ProjectList {
  readonly store: StoreApi<ListState>;
  load(): Promise<void>;
  more(): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  fork(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Brings back what was deleted last. */
  restore(): Promise<void>;
  /** The document of a project, asked for once for each version. */
  document(line: ProjectLine): Promise<Document>;
}

type Rest = Pick<ProjectsRest, 'list' | 'edit' | 'fork' | 'remove' | 'restore' | 'project'>;

/** The list of one's projects; what is done to it shows at once, and is taken back where the server refuses. */
export function createList(rest: Rest): ProjectList {
  const store = createStore<ListState>(() => ({
    ...{ phase: 'loading', items: [], next: null, problem: null, deleted: null },
  }));
  const documents = new Map<string, Promise<Document>>();
  const put = (values: Partial<ListState>): void => store.setState(values);
  const items = (): readonly ProjectLine[] => store.getState().items;
  const lineOf = ({ document: _, notes: __, may_write: ___, ...line }: Project): ProjectLine => line;

  async function trying(deed: () => Promise<void>, before: readonly ProjectLine[]): Promise<void> {
    try {
      put({ problem: null });
      await deed();
    } catch (thrown) {
      put({ items: before, problem: asProblem(thrown) });
    }
  }

  return {
    store,
    async load() {
      try {
        const { items: found, next } = await rest.list();
        put({ phase: 'ready', items: found, next, problem: null });
      } catch (thrown) {
        put({ phase: 'failed', problem: asProblem(thrown) });
      }
    },
    async more() {
      const { next } = store.getState();
      if (next === null) return;
      await trying(async () => {
        const page = await rest.list(next);
        const known = new Set(items().map(({ id }) => id));
        put({ items: [...items(), ...page.items.filter(({ id }) => !known.has(id))], next: page.next });
      }, items());
    },
    async rename(id, title) {
      const { title: given } = await rest.edit(id, { title });
      put({ items: items().map((line) => (line.id === id ? { ...line, title: given } : line)) });
    },
    async fork(id, title) {
      await trying(async () => {
        const copy = lineOf(await rest.fork(id, title));
        put({ items: [copy, ...items()] });
      }, items());
    },
    async remove(id) {
      const before = items();
      const line = before.find((one) => one.id === id);
      if (!line) return;
      put({ items: before.filter((one) => one.id !== id), deleted: null });
      await trying(async () => {
        await rest.remove(id);
        put({ deleted: line });
      }, before);
    },
    async restore() {
      const { deleted } = store.getState();
      if (!deleted) return;
      put({ deleted: null });
      await trying(async () => {
        const line = lineOf(await rest.restore(deleted.id));
        put({ items: [line, ...items().filter(({ id }) => id !== line.id)] });
      }, items());
      if (store.getState().problem) put({ deleted });
    },
    document({ id, version }) {
      const key = `${id} ${version}`;
      const known = documents.get(key);
      if (known) return known;
      const asked = rest.project(id).then(({ document }) => document);
      documents.set(key, asked);
      asked.catch(() => documents.delete(key));
      return asked;
    },
  };
}

/** The projects whose titles hold every word that was typed. */
export function matching(items: readonly ProjectLine[], typed: string): readonly ProjectLine[] {
  const words = typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return items.filter(({ title }) => words.every((word) => title.toLocaleLowerCase().includes(word)));
}
