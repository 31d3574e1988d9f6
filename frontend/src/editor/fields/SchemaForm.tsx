import { Switch } from 'react-aria-components';
import type { Catalog, CatalogEntry, FieldValue, SchemaProperty } from '@/protocol/names';
import { Choice, type Option } from './Choice';
import { Field } from './Field';
import { ListBox } from './ListBox';
import { NumberBox } from './NumberBox';
import { type Form, formOf, labelOf } from './schema';
import { Track } from './Track';

interface SchemaFormProps {
  entry: CatalogEntry;
  catalog: Catalog;
  /** The value of each field; undefined stands for the usual one. */
  value: (name: string) => FieldValue | undefined;
  onChange: (name: string, value: FieldValue) => void;
  /** What is wrong with a field. */
  wrong?: (name: string) => string | undefined;
}

/** A control for every field of a layer, as its schema describes it. */
export function SchemaForm({ entry, catalog, value, onChange, wrong }: SchemaFormProps) {
  const fields = Object.entries(entry.schema.properties ?? {}).filter(([name]) => name !== 'kind' && name !== 'id');
  return (
    <div className="card-row">
      {fields.map(([name, property]) => (
        <SchemaField
          key={name}
          {...{ name, property, catalog }}
          live={entry.live.includes(name)}
          value={value(name) ?? usual(property)}
          invalid={wrong?.(name)}
          onChange={(next) => onChange(name, next)}
        />
      ))}
    </div>
  );
}

const usual = ({ default: value }: SchemaProperty): FieldValue =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;

interface SchemaFieldProps {
  name: string;
  property: SchemaProperty;
  catalog: Catalog;
  live: boolean;
  value: FieldValue;
  invalid: string | undefined;
  onChange: (value: FieldValue) => void;
}

function SchemaField({ name, property, catalog, live, value, invalid, onChange }: SchemaFieldProps) {
  const label = labelOf(name);
  const hint = property.description ?? '';
  const form: Form = formOf(property);
  switch (form.kind) {
    case 'toggle':
      return (
        <Field label={label} hint={hint} live={live}>
          {(describedBy) => (
            <Switch
              className="switch"
              aria-label={label}
              aria-describedby={describedBy}
              isSelected={value === true}
              onChange={onChange}
            >
              <span className="switch-track" />
              {value === true ? 'on' : 'off'}
            </Switch>
          )}
        </Field>
      );
    case 'choice':
      return (
        <Choice
          label={label}
          hint={hint}
          value={String(value)}
          options={optionsFor(name, form.options, catalog)}
          onChange={(id) => onChange(form.numbers ? Number(id) : id)}
        />
      );
    case 'share':
      return (
        <Track
          {...{ label, hint, live }}
          value={typeof value === 'number' ? value : 0}
          min={form.min}
          max={form.max}
          step={0.01}
          text={typeof value === 'number' ? String(Number(value.toFixed(2))) : ''}
          onChange={onChange}
        />
      );
    case 'list':
      return <ListBox {...{ label, hint }} value={Array.isArray(value) ? value.map(Number) : []} onChange={onChange} />;
    case 'number':
      return (
        <NumberBox
          {...{ label, hint, live, invalid }}
          value={typeof value === 'number' ? value : null}
          min={form.min}
          max={form.max}
          step={form.whole ? 1 : 'ladder'}
          whole={form.whole}
          {...(form.optional ? { empty: 'usual' } : {})}
          onChange={(next) => (next !== null || form.optional) && onChange(next)}
        />
      );
  }
}

/** Choices by their names in the catalogue, where it has them. */
function optionsFor(name: string, kinds: readonly string[], catalog: Catalog): Option[] {
  const family = name === 'activation' ? catalog.activations : name === 'initialiser' ? catalog.initialisers : [];
  return kinds.map((id) => {
    const entry = family.find((one) => one.kind === id);
    return entry ? { id, title: entry.title, summary: entry.summary } : { id, title: labelOf(id) };
  });
}
