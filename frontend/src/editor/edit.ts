import { useCallback, useMemo } from 'react';
import type { RunSpec } from '@/protocol/names';
import { isImages } from '@/protocol/spec';
import type { CatalogState } from '@/state/catalog';
import { tidied } from '@/state/drawing';
import { useCatalog, useGlass, useProject } from '@/state/glass';
import { select, selectionOf, show, useScreen } from '@/state/screen';
import { applyChange, type Change } from './changes';
import { applyDesign, type DesignChange } from './design';
import { carried, withHeld } from './held';
import { MOST_LAYERS, MOST_UNITS, readStack, type Stack } from './stack';
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
      const { spec, drawing, open, commit } = project.getState();
      const changed = applyChange(spec, change, factsIn(catalog.store.getState()));
      const after = change.type === 'open_template' ? changed : carried(spec, changed);
      if (change.type === 'open_template') open(after, change.drawing);
      else if (after.network === spec.network) commit(after, key);
      else commit(after, key, tidied(drawing, new Set(after.network.nodes.map(({ id }) => id))));
    },
    [project, catalog],
  );
}

/** Makes a change on the canvas, selects what it made, and says why when it cannot be made. */
export function useDesign(): (change: DesignChange, key?: string) => void {
  const { project } = useGlass();
  return useCallback(
    (change, key) => {
      const { spec, drawing, commit } = project.getState();
      const before = { network: spec.network, drawing };
      const { design, select: chosen, block, refused } = applyDesign(before, change);
      if (refused !== undefined) show({ message: refused });
      if (design === before) return;
      const { network } = design;
      commit(network === spec.network ? spec : carried(spec, { ...spec, network }), key, design.drawing);
      if (block !== undefined) select({ kind: 'block', block });
      else if (chosen) select(selectionOf(chosen));
    },
    [project],
  );
}

/** Holds units or weights at zero, or lets them go. */
export function useHold(): (entries: readonly string[], on: boolean) => void {
  const { project } = useGlass();
  return useCallback(
    (entries, on) => {
      const { spec, commit } = project.getState();
      commit(withHeld(spec, entries, on));
    },
    [project],
  );
}

/** Whether the network can be shown as a stack: dense layers in a row, on points, not too many. */
export function isShownAsStack(spec: RunSpec): boolean {
  const layers = !isImages(spec.data) ? readStack(spec.network)?.layers : undefined;
  if (!layers || layers.length > MOST_LAYERS + 1) return false;
  return layers.every(({ dense }) => dense.units <= MOST_UNITS);
}

/** Which of the two editors shows the network. */
export function useEditor(): { editor: 'stack' | 'canvas'; free: boolean } {
  const free = useProject((state) => isShownAsStack(state.spec));
  const chosen = useScreen((state) => state.editor);
  return { editor: free ? chosen : 'canvas', free };
}

export function useStack(): Stack | null {
  const network = useProject((state) => state.spec.network);
  return useMemo(() => readStack(network), [network]);
}

/** A new seed for what is drawn at random. */
export const newSeed = (): number => Math.floor(Math.random() * 100_000);
