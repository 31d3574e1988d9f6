import { useCallback, useMemo } from 'react';
import type { CatalogState } from '@/state/catalog';
import { NO_DRAWING } from '@/state/drawing';
import { useCatalog, useGlass, useProject } from '@/state/glass';
import { applyChange, type Change } from './changes';
import { readStack, type Stack } from './stack';
import { FACTS, type Facts, factsOf } from './task';

const factsIn = (state: CatalogState): Facts => (state.phase === 'ready' ? factsOf(state.catalog) : FACTS);

export function useFacts(): Facts {
  return factsIn(useCatalog());
}

/** Makes a change to the set-up. Changes with the same key in quick succession are undone as one. */
export function useEdit(): (change: Change, key?: string) => void {
  const { project, catalog } = useGlass();
  return useCallback(
    (change, key) => {
      const { spec, drawing, commit } = project.getState();
      const drawn = change.type === 'open_template' ? NO_DRAWING : drawing;
      commit(applyChange(spec, change, factsIn(catalog.store.getState())), key, drawn);
    },
    [project, catalog],
  );
}

export function useStack(): Stack | null {
  const network = useProject((state) => state.spec.network);
  return useMemo(() => readStack(network), [network]);
}

/** A new seed for what is drawn at random. */
export const newSeed = (): number => Math.floor(Math.random() * 100_000);
