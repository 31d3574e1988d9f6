import { useMemo } from 'react';
import type { Session } from '@/live/session';
import { sampleAt } from '@/panels/big_view';
import type { Frame } from '@/protocol/frames';
import type { DataPart } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { look, useLooking } from '@/state/looking';
import { show } from '@/state/screen';
import { useScored } from './use_scored';

/** One cell of the confusion matrix: examples of a class that were taken for a class. */
export interface Cell {
  readonly part: DataPart;
  readonly truth: number;
  readonly predicted: number;
}

const MOST = 1000;

/** The cell whose examples are marked in the plane; null where none was chosen. */
export function useMarked(): Cell | null {
  const { truth, predicted } = useLooking((state) => state.filter);
  const part = useLooking((state) => state.judged);
  const cell = useMemo(
    () => (truth === null || predicted === null ? null : { part, truth, predicted }),
    [part, truth, predicted],
  );
  useScored(cell && { kind: 'losses', ...cell, show: 'all', count: MOST });
  return cell;
}

/** Which examples of its part are in a cell, in a frame of `losses`, which may still be of another choice. */
export function membersOf(frame: Frame | undefined, { truth, predicted }: Cell): number[] {
  const of = (name: string): ArrayLike<number> => frame?.tensors.get(name)?.data ?? [];
  const [index, label, said] = [of('index'), of('label'), of('predicted')];
  return Array.from(index).filter((_, at) => label[at] === truth && said[at] === predicted);
}

/** Where the examples of a cell lie in the plane. */
export function markedPlaces(
  tensors: Pick<Session['tensors'], 'get' | 'numbers'>,
  run: string,
  cell: Cell | null,
): [number, number][] {
  if (!cell) return [];
  return membersOf(tensors.get(run, 'losses'), cell).flatMap((index) => {
    const at = sampleAt(tensors, run, index, cell.part);
    return at ? [at] : [];
  });
}

/** How many there are. */
export function useMarkedCount(cell: Cell | null): number {
  const { session } = useGlass();
  return useLatest({ kind: 'losses' }, () =>
    cell ? membersOf(session.tensors.get(session.run.store.getState().run ?? '', 'losses'), cell).length : 0,
  );
}

/** Shows the points of a part: what is marked or chosen there must be seen. */
export function reveal(part: DataPart): void {
  show(part === 'train' ? { showTrain: true } : part === 'test' ? { showTest: true } : { showValidation: true });
}

/** Marks the examples of a cell in the plane. */
export function markCell(part: DataPart, truth: number, predicted: number): void {
  reveal(part);
  look({ tab: 'sample', chosen: false, filter: { show: 'all', truth, predicted } });
}

/** Marks none any more. */
export const unmark = (): void => look({ filter: { show: 'wrong', truth: null, predicted: null } });
