import { type Layer, layerTitle, type Stack } from '@/editor/stack';
import type { CatalogEntry, Feature } from '@/protocol/names';

/** A column of the diagram: the features, or a layer. */
export interface Column {
  node: string;
  title: string;
  count: number;
  layer: Layer | null;
  kind: 'input' | 'hidden' | 'output';
}

export const FEATURE_SIGNS: Record<Feature, string> = {
  x: 'x',
  y: 'y',
  x2: 'x²',
  y2: 'y²',
  xy: 'xy',
  sin_x: 'sin x',
  sin_y: 'sin y',
};

export function columnsOf(stack: Stack, features: readonly Feature[]): Column[] {
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
export function unitTitle(column: Column, unit: number, features: readonly Feature[]): string {
  if (column.kind === 'input') return `Feature ${FEATURE_SIGNS[features[unit] ?? 'x']}`;
  if (column.kind === 'output' && column.count === 1) return 'Output';
  if (column.kind === 'output') return `Output, class ${unit + 1}`;
  return `${column.title}, unit ${unit + 1}`;
}

export const titleIn = (entries: CatalogEntry[] | undefined, kind: string): string =>
  entries?.find((entry) => entry.kind === kind)?.title ?? kind;
