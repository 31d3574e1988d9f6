import { create } from 'zustand';
import type { Problem } from '@/protocol/problem';

/** What the page of a link shows, and what its visitor can take along. */
export interface Shown {
  title: string;
  owner: string;
  /** What it is for, in a few words. */
  purpose: string;
  /** What the button that leads on is called, and where it leads; null where there is none. */
  onward: { label: string; go: () => Promise<string> } | null;
  /** Said instead of the button to whoever would have to sign in first. */
  strange: string;
  /** Downloads what the run has learned; null where it may not be had. */
  download: (() => Promise<void>) | null;
}

interface ShownState {
  shown: Shown | null;
  /** Why nothing can be shown. */
  missing: Problem | null;
}

export const useShown = create<ShownState>()(() => ({ shown: null, missing: null }));
