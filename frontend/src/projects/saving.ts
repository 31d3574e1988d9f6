import type { StoreApi } from 'zustand/vanilla';
import type { Problem } from '@/protocol/problem';
import type { Document, Project } from '@/protocol/projects';
import type { Side } from './merge';

/** How what is on the page and what the server has stand to one another. */
export type Phase =
  /** The server has all of it. */
  | 'saved'
  /** Edits wait a moment for more. */
  | 'unsaved'
  | 'saving'
  /** The server did not answer, or cannot save now; it is tried again. */
  | 'offline'
  /** Nobody is signed in any more. */
  | 'signed_out'
  /** Both sides edited: somebody has to say how it goes on. */
  | 'conflict'
  /** Somebody else saved, and nothing was edited here. */
  | 'behind'
  /** The server does not take it as it is. */
  | 'refused'
  /** The project was deleted meanwhile. */
  | 'gone'
  /** Somebody else's, to look at. */
  | 'readonly';

export interface Saving {
  phase: Phase;
  problem: Problem | null;
  /** What others saved, while that has to be decided on. */
  theirs: Project | null;
  /** Whether the browser keeps what the server does not have yet. */
  kept: boolean;
  /** Whether what others saved came onto the page by itself, and nothing was edited since. */
  taken: boolean;
}

export interface Autosave {
  readonly store: StoreApi<Saving>;
  /** What the server acknowledged last. */
  readonly acknowledged: () => { version: number; document: Document };
  /** Something was edited. */
  edited(): void;
  /** What the next save replaces stays a version of its own. */
  keepNext(): void;
  /** Tries again at once what waits. */
  retry(): void;
  /** Saves at once what is to be saved; answers whether the server has all of it. */
  flush(): Promise<boolean>;
  /** Goes on with what others saved and with one's own edits, as chosen where they collide. */
  merge(chosen: ReadonlyMap<string, Side>): void;
  /** Goes on with what others saved. */
  takeTheirs(): void;
  /** It was noticed what came onto the page by itself. */
  seen(): void;
  /** Somebody saved this version. */
  noticed(version: number): void;
  close(): void;
}
