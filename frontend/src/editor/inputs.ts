import { useMemo } from 'react';
import type { DataSpec, Feature, TableData } from '@/protocol/names';
import { isPoints, isTable } from '@/protocol/spec';
import { useProject } from '@/state/glass';
import { useFacts } from './edit';
import type { Facts } from './task';

export const FEATURE_SIGNS: Record<Feature, string> = {
  x: 'x',
  y: 'y',
  x2: 'x²',
  y2: 'y²',
  xy: 'xy',
  sin_x: 'sin x',
  sin_y: 'sin y',
};

/** The columns of a table that the network gets, in the order of the table. */
export function columnNames(data: TableData, facts: Facts): string[] {
  if (data.described) return data.described.columns.map(({ name }) => name);
  const all = facts.tables?.[data.kind]?.columns ?? [];
  return all.filter((name) => data.columns.length === 0 || data.columns.includes(name));
}

/** What the inputs of the network are called: features, or columns of a table; a column of texts has one for each text. */
export function inputNames(data: DataSpec, facts: Facts): string[] {
  if (isPoints(data)) return data.features.map((feature) => FEATURE_SIGNS[feature]);
  if (!isTable(data)) return [];
  if (!data.described) return columnNames(data, facts);
  return data.described.columns.flatMap(({ name, categories = [] }) =>
    categories.length > 0 ? categories.map((text) => `${name} = ${text}`) : [name],
  );
}

/** The names of the inputs of the set-up on the page. */
export function useInputNames(): string[] {
  const facts = useFacts();
  const data = useProject((state) => state.spec.data);
  return useMemo(() => inputNames(data, facts), [data, facts]);
}
