import { NumberBox } from '@/editor/fields/NumberBox';
import { formOf, labelOf } from '@/editor/fields/schema';
import type { CatalogEntry } from '@/protocol/names';

/** The numbers of a loss or a schedule with the values they start with. */
export function numbersOf(entry: CatalogEntry | undefined): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [name, { default: start }] of Object.entries(entry?.schema.properties ?? {}))
    if (typeof start === 'number') found[name] = start;
  return found;
}

interface PartKnobsProps {
  entry: CatalogEntry | undefined;
  value: (name: string) => number | string | undefined;
  onChange: (name: string, value: number) => void;
}

/** A box for each number of a loss or a schedule. */
export function PartKnobs({ entry, value, onChange }: PartKnobsProps) {
  if (!entry) return null;
  return Object.entries(numbersOf(entry)).map(([name, start]) => {
    const property = entry.schema.properties?.[name] ?? {};
    const form = formOf(property);
    const [min, max] = form.kind === 'share' || form.kind === 'number' ? [form.min, form.max] : [0, 1];
    const whole = form.kind === 'number' && form.whole;
    const now = value(name);
    return (
      <NumberBox
        key={name}
        label={labelOf(name)}
        hint={property.description ?? ''}
        value={typeof now === 'number' ? now : start}
        {...{ min, max, whole }}
        step={form.kind === 'share' ? 0.05 : max <= 10 ? 0.1 : whole ? 1 : 'ladder'}
        live={entry.live.includes(name)}
        onChange={(next) => next !== null && onChange(name, next)}
      />
    );
  });
}
