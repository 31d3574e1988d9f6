import type { Catalog, CatalogEntry, FieldValue, NodeSpec } from '@/protocol/names';
import { fieldOf } from '@/protocol/spec';

/** A shape as people write it: 28 × 28 × 16. */
export const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? 'one number' : shape.join(' × '));

/** A count in three figures: 640, 12.4 k, 1.21 M. */
export function compact(count: number): string {
  const units: [number, string][] = [
    [1e12, ' T'],
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ];
  const [size, unit] = units.find(([least]) => count >= least * 0.9995) ?? [1, ''];
  return `${Number((count / size).toPrecision(3))}${unit}`;
}

/** Bytes as people write them: 3.06 kB. */
export const bytesText = (bytes: number): string => `${compact(bytes)}${bytes >= 999.5 ? 'B' : ' B'}`;

export const exact = (count: number): string => count.toLocaleString('en-GB');

export const entryOf = (catalog: Catalog | null, kind: string): CatalogEntry | undefined =>
  catalog?.layers.find((entry) => entry.kind === kind);

/** Not worth a word on the card: they are in the inspector. */
const UNTOLD: ReadonlySet<string> = new Set(['kind', 'id', 'bias', 'initialiser', 'momentum', 'epsilon']);

type Teller = (value: FieldValue, catalog: Catalog | null, twoD: boolean) => string;
const TOLD: Record<string, Teller> = {
  filters: (value) => `${value} ${value === 1 ? 'filter' : 'filters'}`,
  units: (value) => `${value} ${value === 1 ? 'unit' : 'units'}`,
  kernel: (value, _, twoD) => (twoD ? `${value} × ${value}` : `${value} wide`),
  size: (value, _, twoD) => (twoD ? `${value} × ${value}` : `${value} wide`),
  factor: (value) => `× ${value}`,
  rate: (value) => (typeof value === 'number' ? `${Math.round(100 * value)} % dropped` : ''),
  shape: (value) => (Array.isArray(value) ? shapeText(value.map(Number)) : ''),
  activation: (value, catalog) =>
    value === 'linear' ? '' : (catalog?.activations.find((one) => one.kind === value)?.title ?? String(value)),
};

/** The main parameters of a layer, in a line: 16 filters, 3 × 3, stride 2, ReLU. */
export function parametersText(node: NodeSpec, catalog: Catalog | null): string {
  const entry = entryOf(catalog, node.kind);
  const twoD = !node.kind.endsWith('1d');
  const parts: string[] = [];
  for (const [name, property] of Object.entries(entry?.schema.properties ?? {})) {
    const value = fieldOf(node, name);
    if (UNTOLD.has(name) || value === undefined || value === null) continue;
    const teller = TOLD[name];
    if (teller) parts.push(teller(value, catalog, twoD));
    else if (JSON.stringify(value) !== JSON.stringify(property.default))
      parts.push(`${name.replaceAll('_', ' ')} ${value}`);
  }
  return parts.filter((part) => part !== '').join(', ');
}
