import type { StoreApi } from 'zustand/vanilla';
import type { Problem, RunRecord, RunSpec, RunStatus, StepUnit } from '@/protocol/names';

/** A run that trains, or is about to. */
export const MOVING: ReadonlySet<RunStatus> = new Set(['queued', 'compiling', 'running']);
/** A run that takes no commands any more. */
export const ENDED: ReadonlySet<RunStatus> = new Set(['stopped', 'failed']);
/** A run that waits for the word to train. */
export const RESTING: ReadonlySet<RunStatus> = new Set(['created', 'paused']);

/** What stands between what was built and a run of it. */
export interface Building {
  phase: 'loading' | 'creating' | 'ready' | 'incomplete' | 'refused' | 'unreachable';
  problem: Problem | null;
}

/** Turns what the learner does into commands, and edits into new runs. */
export interface Controller {
  readonly building: StoreApi<Building>;
  /** Goes on with the run that this tab had, if it is still there and of this set-up; or makes one. */
  begin(): Promise<void>;
  /** Goes on with another run, and its set-up as the page writes it; the one before is kept where it has learned. */
  adopt(record: RunRecord, spec: RunSpec): void;
  /** Notes the run for this tab's next page. While a page is open nothing is noted, so that a copy of the tab makes its own. */
  leave(): void;
  /** Tries again to make the run that could not be made. */
  retry(): void;
  play(): void;
  pause(): void;
  toggle(): void;
  step(unit: StepUnit): void;
  reset(): void;
  stop(): void;
}
