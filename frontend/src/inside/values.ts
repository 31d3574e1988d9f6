import type { Tensors } from '@/live/tensors';
import { lookedAtIn } from '@/panels/looked_at';
import type { Frame } from '@/protocol/frames';
import type { DataPart, ValuesView } from '@/protocol/names';
import { useGlass, useRun } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useLooking } from '@/state/looking';
import type { RunState } from '@/state/run';

/** Whether something is the name of a part of the data. */
export const isPart = (value: unknown): value is DataPart =>
  value === 'train' || value === 'validation' || value === 'test';

type Frames = Pick<Tensors, 'get' | 'numbers'>;

/** How many examples a part of the data has, as far as they are shown. */
export function countIn(tensors: Frames, run: string, part: DataPart): number | null {
  const points = tensors.numbers(run, 'data', `${part}.xy`);
  return points ? points.length / 2 : null;
}

/** The example whose numbers are shown at the units: that of the last sample step, else the chosen one. */
export function useValuesView(): ValuesView | null {
  const { session } = useGlass();
  const stepped = useRun((state) => lookedAtIn(state) !== null);
  const { chosen, part, index } = useLooking();
  const count = useLatest({ kind: 'data' }, () =>
    countIn(session.tensors, session.run.store.getState().run ?? '', part),
  );
  if (stepped) return { kind: 'values', part: null };
  return chosen && count !== null && index < count ? { kind: 'values', part, index } : null;
}

/** The same at once, past React: an index beyond its part has no frame. */
export function asked(run: RunState): ValuesView | null {
  if (lookedAtIn(run) !== null) return { kind: 'values', part: null };
  const { chosen, part, index } = useLooking.getState();
  return chosen ? { kind: 'values', part, index } : null;
}

/** The numbers of one unit for the example that is shown. */
export interface UnitNumbers {
  /** What the activation gets; null of features. */
  sum: number | null;
  value: number;
  /** Whether a sample step's training pass silenced it. */
  dropped: boolean;
}

/** The numbers of a unit in the newest frame, where it is of the view asked for; `drop` is the layer that may silence it. */
export function unitNumbers(
  tensors: Frames,
  run: string,
  place: { node: string; unit: number; drop: string | null },
): UnitNumbers | null {
  const { node, unit, drop } = place;
  const value = tensors.numbers(run, 'values', node)?.[unit];
  if (value === undefined) return null;
  const sum = tensors.numbers(run, 'values', `${node}:sum`)?.[unit] ?? null;
  const gone = drop === null ? undefined : tensors.get(run, 'values')?.tensors.get(`${drop}:dropped`)?.data;
  return { sum, value, dropped: gone instanceof Uint8Array && gone[unit] === 1 };
}

/** Whether a frame is of the view that is asked for: numbers of another example must not stand beside this one's name. */
export function isFrameOf(frame: Frame | undefined, view: ValuesView | null): boolean {
  if (!frame || !view) return false;
  const { part, index, step } = frame.meta;
  return view.part === null ? step === true : part === view.part && index === view.index && step === false;
}
