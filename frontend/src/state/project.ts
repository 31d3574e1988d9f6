import { create } from 'zustand';
import type { RunSpec } from '@/protocol/names';
import { type Drawing, NO_DRAWING } from './drawing';
import { emptyHistory, type History, mapped, recorded, redone, undone } from './history';
import { lockedBy, mayChange, refusal, usePermits } from './permits';
import { show } from './screen';

/** A learned number set by hand; an edit like any other, though no part of the set-up. */
export interface WeightEdit {
  node: string;
  name: 'weight' | 'bias';
  index: number[];
  value: number;
}

export type Part =
  | { kind: 'spec'; spec: RunSpec; drawing: Drawing }
  | { kind: 'weight'; weight: WeightEdit; run: string | null };

export interface ProjectState {
  spec: RunSpec;
  /** How the canvas shows the network. */
  drawing: Drawing;
  history: History<Part>;
  /** Grows whenever another network is opened as a whole, so that the canvas shows all of it. */
  opened: number;
  /** Changes with every edit, so that the run can follow. */
  last: Part | null;
  /** The run whose learned numbers are set by hand. */
  run: string | null;
}

export interface ProjectActions {
  /** Puts a set-up in place without a trace in the history: on loading. */
  load(spec: RunSpec, drawing?: Drawing): void;
  /** Takes over values that another hand set: no edit of this page, so neither in the history nor for the run. */
  takeOver(spec: RunSpec): void;
  /** Says which run is the current one. */
  attach(run: string): void;
  /** Replaces the set-up, and the drawing where one is given; edits with the same key in quick succession are undone as one. */
  commit(spec: RunSpec, key?: string, drawing?: Drawing): void;
  /** Replaces the set-up by another one, which is undone like an edit. */
  open(spec: RunSpec, drawing?: Drawing): void;
  /** Sets a learned number by hand. */
  setWeight(weight: WeightEdit, before: number): void;
  /**
   * Changes every set-up alike, also those that undo leads to: what others did counts as if it had always been there.
   * A step that cannot be changed so ends the history before it.
   */
  rebase(change: (spec: RunSpec, drawing: Drawing) => { spec: RunSpec; drawing: Drawing } | null): void;
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
      if (part.kind === 'spec') set({ spec: part.spec, drawing: part.drawing, history, last: part });
      else set({ history, last: part });
    };
    return {
      spec,
      drawing: NO_DRAWING,
      history: emptyHistory<Part>(),
      opened: 0,
      last: null,
      run: null,
      load: (loaded, drawing = NO_DRAWING) =>
        set({ spec: loaded, drawing, opened: get().opened + 1, last: { kind: 'spec', spec: loaded, drawing } }),
      takeOver: (taken) => set({ spec: taken }),
      attach: (run) => set({ run }),
      commit(spec, key = '', drawing = get().drawing) {
        const { spec: before, drawing: drawn, history } = get();
        if (spec === before && drawing === drawn) return;
        const message = refusal(usePermits.getState(), before, spec);
        if (message !== null) return show({ message });
        const redo: Part = { kind: 'spec', spec, drawing };
        const undo: Part = { kind: 'spec', spec: before, drawing: drawn };
        set({ spec, drawing, history: recorded(history, { undo, redo, key, at_ms: now_ms() }), last: redo });
      },
      open(spec, drawing = NO_DRAWING) {
        get().commit(spec, '', drawing);
        set({ opened: get().opened + 1 });
      },
      setWeight(weight, before) {
        const permits = usePermits.getState();
        if (!mayChange(permits, 'network')) return show({ message: `Weights are ${lockedBy(permits)}` });
        const { run } = get();
        const redo: Part = { kind: 'weight', weight, run };
        const undo: Part = { kind: 'weight', weight: { ...weight, value: before }, run };
        const key = `${run}.${weight.node}.${weight.name}.${weight.index.join('.')}`;
        set({ history: recorded(get().history, { undo, redo, key, at_ms: now_ms() }), last: redo });
      },
      rebase(change) {
        const part = (one: Part): Part | null => {
          if (one.kind === 'weight') return one;
          const changed = change(one.spec, one.drawing);
          return changed && { kind: 'spec', ...changed };
        };
        const { spec: before, drawing: drawn, history } = get();
        const now = change(before, drawn);
        if (!now) return;
        set({ ...now, history: mapped(history, part), last: { kind: 'spec', ...now } });
      },
      undo: () => go(undone),
      redo: () => go(redone),
    };
  });
}
