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

export type Part = { kind: 'spec'; spec: RunSpec } | { kind: 'weight'; weight: WeightEdit };

export interface ProjectState {
  spec: RunSpec;
  history: History<Part>;
  /** Changes with every edit, so that the run can follow. */
  last: Part | null;
}

export interface ProjectActions {
  /** Puts a set-up in place without a trace in the history: on loading. */
  load(spec: RunSpec): void;
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
    const go = (step: typeof undone<Part>): void => {
      const moved = step(get().history);
      if (!moved) return;
      const { part, history } = moved;
      set(part.kind === 'spec' ? { spec: part.spec, history, last: part } : { history, last: part });
    };
    return {
      spec,
      history: emptyHistory<Part>(),
      last: null,
      load: (loaded) => set({ spec: loaded, last: { kind: 'spec', spec: loaded } }),
      commit(next, key = '') {
        const { spec: before, history } = get();
        if (next === before) return;
        const redo: Part = { kind: 'spec', spec: next };
        const entry = { undo: { kind: 'spec', spec: before } as const, redo, key, at_ms: now_ms() };
        set({ spec: next, history: recorded(history, entry), last: redo });
      },
      setWeight(weight, before) {
        const redo: Part = { kind: 'weight', weight };
        const undo: Part = { kind: 'weight', weight: { ...weight, value: before } };
        const key = `${weight.node}.${weight.name}.${weight.index.join('.')}`;
        set({ history: recorded(get().history, { undo, redo, key, at_ms: now_ms() }), last: redo });
      },
      undo: () => go(undone),
      redo: () => go(redone),
    };
  });
}
