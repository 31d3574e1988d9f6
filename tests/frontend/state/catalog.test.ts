import { expect, it, vi } from 'vitest';
import type { Catalog } from '@/protocol/names';
import { createCatalogStore } from '@/state/catalog';

const catalog: Catalog = {
  layers: [],
  activations: [],
  initialisers: [],
  augmentations: [],
  datasets: [],
  losses: [],
  optimisers: [],
  features: [],
};

it('loads what exists once', async () => {
  const rest = { catalog: vi.fn(() => Promise.resolve(catalog)), templates: () => Promise.resolve([]) };
  const { store, load } = createCatalogStore(rest);
  expect(store.getState().phase).toBe('loading');
  await Promise.all([load(), load()]);
  await load();
  expect(rest.catalog).toHaveBeenCalledTimes(1);
  expect(store.getState()).toEqual({ phase: 'ready', catalog, templates: [] });
});

it('tells of a failure and tries again when asked', async () => {
  let works = false;
  const rest = {
    catalog: () => (works ? Promise.resolve(catalog) : Promise.reject(new Error('no'))),
    templates: () => Promise.resolve([]),
  };
  const { store, load } = createCatalogStore(rest);
  await load();
  expect(store.getState()).toMatchObject({ phase: 'failed', problem: { code: 'page' } });
  works = true;
  const second = load();
  expect(store.getState()).toEqual({ phase: 'loading' });
  await second;
  expect(store.getState()).toEqual({ phase: 'ready', catalog, templates: [] });
});
