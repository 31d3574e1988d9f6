import { useMemo } from 'react';
import { useStack } from '@/editor/edit';
import { useInputNames } from '@/editor/inputs';
import { type ScreenState, type UnitRef, useScreen } from '@/state/screen';
import { type Column, columnsOf } from './network';

/**
 * The unit that has the big view: what the pointer is on, else what is selected, as long as the network has it. An
 * output of one unit needs no borrowing: the big view is what it answers.
 */
export function borrowedIn(
  columns: readonly Column[],
  { hovered, selection }: Pick<ScreenState, 'hovered' | 'selection'>,
): UnitRef | null {
  const candidates = [hovered, selection?.kind === 'unit' ? selection : null];
  for (const wanted of candidates) {
    const column = columns.find(({ node }) => node === wanted?.node);
    if (!wanted || !column || wanted.unit >= column.count) continue;
    return column.kind === 'output' && column.count === 1 ? null : { node: wanted.node, unit: wanted.unit };
  }
  return null;
}

/** The columns of the diagram, of the network as it is being built. */
export function useColumns(): Column[] {
  const stack = useStack();
  const features = useInputNames();
  return useMemo(() => (stack ? columnsOf(stack, features) : []), [stack, features]);
}

export function useBorrowed(): UnitRef | null {
  const columns = useColumns();
  const hovered = useScreen((state) => state.hovered);
  const selection = useScreen((state) => state.selection);
  return useMemo(() => borrowedIn(columns, { hovered, selection }), [columns, hovered, selection]);
}
