import type { SchemaProperty } from '@/protocol/names';

/** The control that suits a field. */
export type Form =
  | { kind: 'toggle' }
  | { kind: 'choice'; options: string[]; numbers: boolean }
  | { kind: 'list' }
  | { kind: 'share'; min: number; max: number }
  | { kind: 'number'; min: number; max: number; whole: boolean; optional: boolean };

const MOST = 1e9;
const SMALLEST = 1e-12;

/** A field's name as a label: `max_norm` → Max norm. */
export const labelOf = (name: string): string => {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Reads a control out of a property of a JSON Schema. */
export function formOf(property: SchemaProperty): Form {
  const some = (property.anyOf ?? []).filter((one) => one.type !== 'null');
  const optional = (property.anyOf?.length ?? 0) > some.length;
  const [only] = some;
  const one: SchemaProperty = only ? { ...property, ...only } : property;
  const named = one.enum?.filter((value): value is string => typeof value === 'string');
  if (named && named.length > 0) return { kind: 'choice', options: named, numbers: false };
  const sizes = one.enum?.filter((value): value is number => typeof value === 'number');
  if (sizes && sizes.length > 0) return { kind: 'choice', options: sizes.map(String), numbers: true };
  if (one.type === 'boolean') return { kind: 'toggle' };
  if (one.type === 'array') return { kind: 'list' };
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = one;
  const whole = one.type === 'integer';
  const above = exclusiveMinimum === undefined ? undefined : whole ? exclusiveMinimum + 1 : exclusiveMinimum + SMALLEST;
  const below = exclusiveMaximum === undefined ? undefined : whole ? exclusiveMaximum - 1 : exclusiveMaximum - SMALLEST;
  const min = minimum ?? above ?? -MOST;
  const max = maximum ?? below ?? MOST;
  if (!whole && !optional && min >= 0 && max <= 1 && max - min > 0.5) return { kind: 'share', min, max: round(max) };
  return { kind: 'number', min, max, whole, optional };
}

/** The end of a track: a share that must stay below one ends at 0.99. */
const round = (max: number): number => Math.floor(max * 100) / 100;
