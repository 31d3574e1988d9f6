import { useId, useState } from 'react';
import { Field } from './Field';

interface ListBoxProps {
  label: string;
  hint: string;
  value: readonly number[];
  onChange: (value: number[]) => void;
}

const written = (value: readonly number[]): string => value.join(' × ');

/** Whole numbers in a row, such as a shape. What cannot be read is put back. */
export function ListBox({ label, hint, value, onChange }: ListBoxProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  function commit(): void {
    if (draft === null) return;
    const read = draft.split(/[^\d-]+/).filter((part) => part !== '');
    const numbers = read.map(Number);
    if (numbers.length > 0 && numbers.every(Number.isInteger)) onChange(numbers);
    setDraft(null);
  }
  return (
    <Field label={label} hint={hint} id={id}>
      {(describedBy) => (
        <input
          id={id}
          className="number-box number"
          autoComplete="off"
          aria-describedby={describedBy}
          value={draft ?? written(value)}
          onChange={(event) => setDraft(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            else if (event.key === 'Escape' && draft !== null) {
              event.stopPropagation();
              setDraft(null);
            }
          }}
        />
      )}
    </Field>
  );
}
