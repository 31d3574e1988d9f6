import { type KeyboardEvent, useId, useState } from 'react';
import { Field } from './Field';
import { plain, rung } from './ladder';

export interface NumberBoxProps {
  label: string;
  hint: string;
  value: number | null;
  onChange: (value: number | null) => void;
  min: number;
  max: number;
  /** How arrow keys move: by equal steps, or along 0.01, 0.03, 0.1 … */
  step: number | 'ladder';
  whole?: boolean;
  /** What an empty box means; without it a box cannot be empty. */
  empty?: string;
  live?: boolean;
  invalid?: string | undefined;
  bare?: boolean;
}

/** A number that React writes without an exponent, which assistive technology does not read; its text tells it all. */
const spoken = (value: number): number => (Math.abs(value) < 1e-6 ? 0 : value);

/** A number to type, or to move with the arrow keys. What cannot be read is put back. */
export function NumberBox(props: NumberBoxProps) {
  const { label, hint, value, min, max, step, empty, live, bare } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);

  function put(next: number): void {
    const rounded = props.whole ? Math.round(next) : next;
    props.onChange(Math.min(max, Math.max(min, rounded)));
  }
  function commit(): void {
    if (draft === null) return;
    const text = draft.trim().replace(',', '.').replaceAll('−', '-');
    const read = Number(text);
    if (text === '' && empty !== undefined) props.onChange(null);
    else if (text !== '' && Number.isFinite(read)) put(read);
    else setRefused(true);
    setDraft(null);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : null;
    if (event.key === 'Enter') commit();
    else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation();
      setDraft(null);
    } else if (direction !== null) {
      event.preventDefault();
      const from = value ?? 0;
      const next = step === 'ladder' ? rung(from, direction) : Number((from + direction * step).toPrecision(8));
      setDraft(null);
      put(next);
    }
  }
  const box = (describedBy?: string) => (
    <input
      id={id}
      className="number-box number"
      role="spinbutton"
      inputMode="decimal"
      autoComplete="off"
      aria-label={bare ? label : undefined}
      aria-describedby={describedBy}
      aria-valuenow={value === null ? undefined : spoken(value)}
      aria-valuetext={value === null ? empty : plain(value)}
      aria-valuemin={spoken(min)}
      aria-valuemax={max}
      aria-invalid={refused || props.invalid !== undefined || undefined}
      title={props.invalid}
      placeholder={empty}
      value={draft ?? (value === null ? '' : plain(value))}
      onChange={(event) => {
        setRefused(false);
        setDraft(event.target.value);
      }}
      onFocus={(event) => event.target.select()}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
  if (bare) return box();
  return (
    <Field label={label} hint={hint} live={live} id={id}>
      {box}
    </Field>
  );
}
