import type { CatalogEntry } from '@/protocol/names';

/** Fields that the panel shows in places of their own, or not at all. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['kind', 'name', 'samples', 'validation_fraction', 'test_fraction', 'seed'],
  ...['augment', 'fill', 'dataset', 'described', 'group_by', 'corrections'],
]);

/** An entry with the fields that only this set has; null where there are none. */
export function ownFields(entry: CatalogEntry): CatalogEntry | null {
  const own = Object.entries(entry.schema.properties ?? {}).filter(([name]) => !ELSEWHERE.has(name));
  if (own.length === 0) return null;
  return { ...entry, schema: { ...entry.schema, properties: Object.fromEntries(own) } };
}

/** How many samples a set takes at most and at least. */
export function samplesRange(entry: CatalogEntry | undefined): { min: number; max: number } {
  const { minimum = 10, maximum = 100_000 } = entry?.schema.properties?.['samples'] ?? {};
  return { min: minimum, max: maximum };
}

/** What a set is made of, in words: `32 × 32 RGB, 10 classes`. */
export function setTelling(classes: number, [height, width, channels]: readonly number[]): string {
  const told = `${classes} classes`;
  if (height === undefined || width === undefined) return told;
  return `${height} × ${width}${channels === 1 ? '' : ' RGB'}, ${told}`;
}
