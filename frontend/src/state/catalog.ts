import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Catalog, Template } from '../protocol/names';
import { asProblem, type ProblemError } from '../protocol/problem';
import type { Rest } from '../transport/rest';

/** What exists: everything a learner can pick, and networks to start from. */
export type CatalogState =
  | { phase: 'loading' }
  | { phase: 'ready'; catalog: Catalog; templates: Template[] }
  | { phase: 'failed'; problem: ProblemError };

/** The store of the catalogue. */
export interface CatalogStore {
  readonly store: StoreApi<CatalogState>;
  /** Loads once: later calls wait for the first. After a failure it tries again. */
  load(): Promise<void>;
}

/** A store that is still empty. */
export function createCatalogStore(rest: Pick<Rest, 'catalog' | 'templates'>): CatalogStore {
  const store = createStore<CatalogState>(() => ({ phase: 'loading' }));
  let loading: Promise<void> | undefined;

  async function fetchBoth(): Promise<void> {
    try {
      const [catalog, templates] = await Promise.all([rest.catalog(), rest.templates()]);
      store.setState({ phase: 'ready', catalog, templates }, true);
    } catch (thrown) {
      loading = undefined;
      store.setState({ phase: 'failed', problem: asProblem(thrown) }, true);
    }
  }

  return {
    store,
    load() {
      if (!loading) {
        store.setState({ phase: 'loading' }, true);
        loading = fetchBoth();
      }
      return loading;
    },
  };
}
