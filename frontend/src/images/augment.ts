import { labelOf } from '@/editor/fields/schema';
import type { AugmentationSpec, CatalogEntry, ImageData } from '@/protocol/names';

/** A number of an augmentation that one can set while it trains. */
export interface Range {
  name: string;
  label: string;
  hint: string;
  min: number;
  max: number;
  step: number;
  start: number;
}

/** The ranges of an augmentation, as the catalogue describes them. */
export function rangesOf(entry: CatalogEntry): Range[] {
  return Object.entries(entry.schema.properties ?? {}).flatMap(([name, property]) => {
    if (!entry.live.includes(name)) return [];
    const { description = '', minimum = 0, maximum = 1, default: start } = property;
    return [
      {
        name,
        label: labelOf(name),
        hint: description,
        min: minimum,
        max: maximum,
        step: maximum > 2 ? 1 : 0.01,
        start: typeof start === 'number' ? start : minimum,
      },
    ];
  });
}

/** A value of a range as people read it; shares are told in per cent. */
export function rangeText({ name, max }: Range, value: number): string {
  if (name === 'degrees') return `${Math.round(value)}°`;
  return max <= 1 ? `${Math.round(100 * value)} %` : String(Number(value.toPrecision(3)));
}

/** An augmentation with its ranges as they start. */
export function newAugmentation(entry: CatalogEntry): AugmentationSpec {
  const made: AugmentationSpec = { kind: entry.kind };
  for (const { name, start } of rangesOf(entry)) made[name] = start;
  return made;
}

/** The list with one more at its end; each kind is there once at most. */
export function withAugmentation(list: AugmentationSpec[], entry: CatalogEntry): AugmentationSpec[] {
  return list.some(({ kind }) => kind === entry.kind) ? list : [...list, newAugmentation(entry)];
}

export const withoutAugmentation = (list: AugmentationSpec[], kind: string): AugmentationSpec[] =>
  list.filter((one) => one.kind !== kind);

export const withRange = (list: AugmentationSpec[], kind: string, name: string, value: number): AugmentationSpec[] =>
  list.map((one) => (one.kind === kind ? { ...one, [name]: value } : one));

/** The value of a range; what it starts with where the set-up does not say. */
export function valueIn(augmentation: AugmentationSpec, { name, start }: Range): number {
  const value = augmentation[name];
  return typeof value === 'number' ? value : start;
}

/** Whether anything is moved, so that it matters what comes in from beyond the border. */
export const movesPixels = (list: AugmentationSpec[], entries: CatalogEntry[]): boolean =>
  list.some(({ kind }) => entries.find((entry) => entry.kind === kind)?.moves === true);

/** What comes in from beyond the border. */
export const FILLS = [
  { id: 'zero', title: 'Black', summary: 'Nothing: zeros, as convolutions pad too' },
  { id: 'reflect', title: 'Mirrored', summary: 'The image once more, mirrored at its border' },
  { id: 'edge', title: 'Last pixel', summary: 'The outermost pixel on and on' },
];

/** What is chosen to come in from beyond the border. */
export function fillOf(data: ImageData): string {
  const { fill } = data;
  return typeof fill === 'string' ? fill : 'zero';
}
