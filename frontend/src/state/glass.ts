import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session } from '@/live/session';
import type { CatalogState, CatalogStore } from './catalog';
import type { Building, Controller } from './control';
import type { OutlineState, OutlineStore } from './outline';
import type { createProject, ProjectStore } from './project';
import type { RunState } from './run';

/** Everything that is wired together once, when the page opens. */
export interface Glass {
  session: Session;
  catalog: CatalogStore;
  project: ReturnType<typeof createProject>;
  controller: Controller;
  outline: OutlineStore;
}

export const GlassContext = createContext<Glass | null>(null);

export function useGlass(): Glass {
  const glass = useContext(GlassContext);
  if (!glass) throw new Error('The page is not wired: GlassContext has no value.');
  return glass;
}

export const useRun = <T>(pick: (state: RunState) => T): T => useStore(useGlass().session.run.store, pick);
export const useProject = <T>(pick: (state: ProjectStore) => T): T => useStore(useGlass().project, pick);
export const useBuilding = <T>(pick: (state: Building) => T): T => useStore(useGlass().controller.building, pick);
export const useOutline = <T>(pick: (state: OutlineState) => T): T => useStore(useGlass().outline.store, pick);
export const useCatalog = (): CatalogState => useStore(useGlass().catalog.store);
