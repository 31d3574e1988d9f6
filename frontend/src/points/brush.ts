import { create } from 'zustand';
import type { DataSpec, OwnPoint } from '@/protocol/names';
import { isPoints } from '@/protocol/spec';
import { look } from '@/state/looking';
import { show } from '@/state/screen';

interface Brush {
  /** Whether one draws on the plane. */
  on: boolean;
  erasing: boolean;
  /** The class that is drawn, from 0. */
  label: number;
  /** The value that is drawn, from -1 to 1. */
  value: number;
  /** In units of the plane, which is 12 wide. */
  radius: number;
  /** The points while a stroke lasts; the set-up has them when it ends. */
  draft: readonly OwnPoint[] | null;
}

/** The brush for points of one's own; no part of the set-up, and not undone. */
export const useBrush = create<Brush>()(() => ({
  on: false,
  erasing: false,
  label: 0,
  value: 1,
  radius: 0.6,
  draft: null,
}));

export const brush = (values: Partial<Brush>): void => useBrush.setState(values);

/** What the keys 1 to 5 choose of values. */
export const VALUES = [-1, -0.5, 0, 0.5, 1] as const;

/** Begins or ends drawing. All points are shown then: one that was just drawn may validate or test. */
export function draw(on: boolean): void {
  brush({ on, draft: null });
  if (!on) return;
  look({ tab: 'sample', chosen: false });
  show({ showTrain: true, showValidation: true, showTest: true, sheet: false });
}

/** Ends drawing, with the focus where it began. */
export function endDrawing(): void {
  draw(false);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#draw-points')?.focus());
}

/** The points to show in place of those of the run: what is being drawn is not in a run yet. */
export function drawnPoints({ on, draft }: Pick<Brush, 'on' | 'draft'>, data: DataSpec): readonly OwnPoint[] | null {
  if (!isPoints(data)) return null;
  if (on && draft) return draft;
  const own = data.kind === 'points' ? data.points : undefined;
  return own && (on || own.length === 0) ? own : null;
}
