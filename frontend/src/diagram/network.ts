import { type Layer, layerTitle, type Stack } from '@/editor/stack';
import type { CatalogEntry } from '@/protocol/names';

/** A column of the diagram: the features, or a layer. */
export interface Column {
  node: string;
  title: string;
  count: number;
  layer: Layer | null;
  kind: 'input' | 'hidden' | 'output';
}

export function columnsOf(stack: Stack, features: readonly string[]): Column[] {
  const input: Column = { node: stack.input, title: 'Features', count: features.length, layer: null, kind: 'input' };
  return [
    input,
    ...stack.layers.map(
      (layer, index): Column => ({
        node: layer.dense.id,
        title: layerTitle(stack, index),
        count: layer.dense.units,
        layer,
        kind: index === stack.layers.length - 1 ? 'output' : 'hidden',
      }),
    ),
  ];
}

/** What a unit is called: "Hidden layer 1, unit 3", "Feature x²", "Output". */
export function unitTitle(column: Column, unit: number, features: readonly string[]): string {
  if (column.kind === 'input') return `Feature ${features[unit] ?? unit + 1}`;
  if (column.kind === 'output' && column.count === 1) return 'Output';
  if (column.kind === 'output') return `Output, class ${unit + 1}`;
  return `${column.title}, unit ${unit + 1}`;
}

export const titleIn = (entries: CatalogEntry[] | undefined, kind: string): string =>
  entries?.find((entry) => entry.kind === kind)?.title ?? kind;
