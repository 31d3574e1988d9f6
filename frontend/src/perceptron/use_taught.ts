import { isFrameOf, unitNumbers, useValuesView } from '@/inside/values';
import { useLookedAt } from '@/panels/looked_at';
import type { DenseNode } from '@/protocol/names';
import { useGlass, useProject } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { type Taught, taughtBy } from './telling';
import type { Rule } from './unit';

/** The numbers of the unit for the sample that is looked at: the sum, and what it says. */
export function useSum(unit: DenseNode): { sum: number; value: number } | null {
  const { session } = useGlass();
  const view = useValuesView();
  const looked = useLookedAt();
  useWatch(view);
  const text = useLatest({ kind: 'values' }, () => {
    const run = session.run.store.getState().run ?? '';
    const frame = session.tensors.get(run, 'values');
    // The frame of the sample before is still there when the next one is told.
    if (!isFrameOf(frame, view) || (looked && frame?.meta['index'] !== looked.index)) return '';
    const numbers = unitNumbers(session.tensors, run, { node: unit.id, unit: 0, drop: null });
    return numbers?.sum == null ? '' : `${numbers.sum} ${numbers.value}`;
  });
  if (text === '') return null;
  const [sum = 0, value = 0] = text.split(' ').map(Number);
  return { sum, value };
}

/** What the last sample step did to the unit, while it is looked at. */
export function useTaught(unit: DenseNode, rule: Rule | null, sum: number | null): Taught | null {
  const looked = useLookedAt();
  const rate = useProject(({ spec }) => spec.training.optimiser.learning_rate);
  return looked && rule && taughtBy(looked, { node: unit.id, rule, rate, sum });
}
