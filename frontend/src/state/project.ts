import { create } from 'zustand';
import type { RunSpec } from '@/protocol/names';
import { emptyHistory, type History, recorded, redone, undone } from './history';

/** A learned number set by hand; an edit like any other, though no part of the set-up. */
export interface WeightEdit {
  node: string;
  name: 'weight' | 'bias';
  index: number[];
  value: number;
}

export type Part = { kind: 'spec'; spec: RunSpec } | { kind: 'weight'; weight: WeightEdit; run: string | null };

export interface ProjectState {
  spec: RunSpec;
  history: History<Part>;
  /** Changes with every edit, so that the run can follow. */
  last: Part | null;
  /** The run whose learned numbers are set by hand. */
  run: string | null;
}

export interface ProjectActions {
  /** Puts a set-up in place without a trace in the history: on loading. */
  load(spec: RunSpec): void;
  /** Takes over values that another hand set: no edit of this page, so neither in the history nor for the run. */
  takeOver(spec: RunSpec): void;
  /** Says which run is the current one. */
  attach(run: string): void;
  /** Replaces the set-up; edits with the same key in quick succession are undone as one. */
  commit(spec: RunSpec, key?: string): void;
  /** Sets a learned number by hand. */
  setWeight(weight: WeightEdit, before: number): void;
  undo(): void;
  redo(): void;
}

export type ProjectStore = ProjectState & ProjectActions;

/** What the learner has built, and every step that led there. */
export function createProject(spec: RunSpec, now_ms: () => number = () => performance.now()) {
  return create<ProjectStore>()((set, get) => {
    /** One edit back or forth. A number set by hand belongs to its run: what was set in others is passed over. */
    const go = (step: typeof undone<Part>): void => {
      const { run, history: start } = get();
      let moved = step(start);
      while (moved?.part.kind === 'weight' && moved.part.run !== run) {
        const next = step(moved.history);
        if (!next) {
          set({ history: moved.history });
          return;
        }
        moved = next;
      }
      if (!moved) return;
      const { part, history } = moved;
      set(part.kind === 'spec' ? { spec: part.spec, history, last: part } : { history, last: part });
    };
    return {
      spec,
      history: emptyHistory<Part>(),
      last: null,
      run: null,
      load: (loaded) => set({ spec: loaded, last: { kind: 'spec', spec: loaded } }),
      takeOver: (taken) => set({ spec: taken }),
      attach: (run) => set({ run }),
      commit(next, key = '') {
        const { spec: before, history } = get();
        if (next === before) return;
        const redo: Part = { kind: 'spec', spec: next };
        const entry = { undo: { kind: 'spec', spec: before } as const, redo, key, at_ms: now_ms() };
        set({ spec: next, history: recorded(history, entry), last: redo });
      },
      setWeight(weight, before) {
        const { run } = get();
        const redo: Part = { kind: 'weight', weight, run };
        const undo: Part = { kind: 'weight', weight: { ...weight, value: before }, run };
        const key = `${run}.${weight.node}.${weight.name}.${weight.index.join('.')}`;
        set({ history: recorded(get().history, { undo, redo, key, at_ms: now_ms() }), last: redo });
      },
      undo: () => go(undone),
      redo: () => go(redone),
    };
  });
}
