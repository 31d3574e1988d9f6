import { useMemo } from 'react';
import { create } from 'zustand';
import { useFacts } from '@/editor/edit';
import { columnNames } from '@/editor/inputs';
import type { DataPart } from '@/protocol/names';
import { isTable } from '@/protocol/spec';
import { useBuilding, useProject } from '@/state/glass';
import { useLooking } from '@/state/looking';

interface Axes {
  x: string;
  y: string;
  /** Whether the other columns are held at the chosen row, and not at their means. */
  atRow: boolean;
}

/** Which columns of a table the pictures show; empty: those two that tell most, which the server finds. */
export const useAxes = create<Axes>()(() => ({ x: '', y: '', atRow: false }));

/** What views of a plane are asked for: the columns that were chosen, as far as this table has them. */
export interface PlaneFields {
  x?: string;
  y?: string;
  part?: DataPart;
  index?: number;
}

/** The chosen columns of the table on the page; nothing of points, and while another run is being made. */
export function usePlaneFields(): PlaneFields {
  const facts = useFacts();
  const data = useProject((state) => state.spec.data);
  const ready = useBuilding((state) => state.phase === 'ready');
  const { x, y, atRow } = useAxes();
  const { chosen, part, index } = useLooking();
  return useMemo(() => {
    if (!isTable(data) || !ready) return {};
    const names = columnNames(data, facts);
    const known = x !== y && names.includes(x) && names.includes(y);
    return { ...(known ? { x, y } : {}), ...(atRow && chosen ? { part, index } : {}) };
  }, [data, facts, ready, x, y, atRow, chosen, part, index]);
}
