import { create } from 'zustand';
import type { RunLine } from '@/protocol/classroom';
import type { Problem } from '@/protocol/problem';

/** What the page of a link shows, and what its visitor can take along. */
export interface Shown {
  title: string;
  owner: string;
  /** What it is for, in a few words. */
  purpose: string;
  /** Where whoever looks came from. */
  back: { address: string; title: string } | null;
  /** The run of a student that is watched, where the next one of theirs is offered. */
  watched: Watched | null;
  /** What the button that leads on is called, and where it leads; null where there is none. */
  onward: { label: string; go: () => Promise<string> } | null;
  /** Said instead of the button to whoever would have to sign in first. */
  strange: string;
  /** Downloads what the run has learned; null where it may not be had. */
  download: (() => Promise<void>) | null;
}

/** A run of somebody else's, and what of theirs is watched along with it. */
export interface Watched {
  run: Pick<RunLine, 'id' | 'created_at'>;
  /** Only runs of this project are offered; without one, any. */
  project: string | null;
  user: string;
  nickname: string;
  group: string;
}

interface ShownState {
  shown: Shown | null;
  /** Why nothing can be shown. */
  missing: Problem | null;
}

export const useShown = create<ShownState>()(() => ({ shown: null, missing: null }));
