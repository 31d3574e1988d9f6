import { create, useStore } from 'zustand';
import type { Problem } from '@/protocol/problem';
import type { Kept } from './copies';
import type { Autosave, Saving } from './saving';

/** The project that the page shows. */
export interface OpenProject {
  id: string;
  title: string;
  mayWrite: boolean;
  /** Whose it is: the id of an account. */
  owner: string;
  /** The project that it is a copy of. */
  handedFrom: string | null;
  autosave: Autosave;
}

/** What is asked about it. */
export type Asked = 'save_as' | 'rename' | 'versions' | 'conflict';

interface OpenedState {
  /** Null: what is on the page is kept in its address only. */
  project: OpenProject | null;
  /** Why the project of the address cannot be shown. */
  missing: Problem | null;
  asked: Asked | null;
  /** Edits of it in this browser that were never saved and collide with what is on the page. */
  left: readonly Kept[];
}

export const useOpened = create<OpenedState>()(() => ({ project: null, missing: null, asked: null, left: [] }));

export const ask = (asked: Asked | null): void => useOpened.setState({ asked });
/** The project that runs belong to now. */
export function openedId(): string | null {
  const { project } = useOpened.getState();
  return project?.mayWrite ? project.id : null;
}

export const useSaving = ({ autosave }: OpenProject): Saving => useStore(autosave.store);
