import type { EdgeBundle } from '@/paint/edges';
import { nearestEdge } from '@/paint/edges';
import type { Layout } from './layout';
import type { Column } from './network';

/** The edges into one layer. */
export interface Wires {
  node: string;
  bundle: EdgeBundle;
}

export function wiresOf(columns: readonly Column[], layout: Layout): Wires[] {
  return columns.slice(1).flatMap((column, index) => {
    const from = layout.columns[index];
    const to = layout.columns[index + 1];
    if (!from || !to) return [];
    const bundle = { fromX: from.x + from.size / 2, fromY: from.ys, toX: to.x - to.size / 2, toY: to.ys };
    return [{ node: column.node, bundle }];
  });
}

export interface EdgePlace {
  node: string;
  input: number;
  unit: number;
}

export const sameEdge = (a: EdgePlace | null, b: EdgePlace | null): boolean =>
  a?.node === b?.node && a?.input === b?.input && a?.unit === b?.unit;

const WITHIN_PX = 7;

/** The edge under a place in the diagram. */
export function edgeAt(wires: readonly Wires[], x: number, y: number): EdgePlace | null {
  for (const { node, bundle } of wires) {
    const found = nearestEdge(bundle, x, y, WITHIN_PX);
    if (found) return { node, ...found };
  }
  return null;
}
