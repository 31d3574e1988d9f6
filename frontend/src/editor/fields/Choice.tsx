import { Check, ChevronDown } from 'lucide-react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { Field } from './Field';

export interface Option {
  id: string;
  title: string;
  summary?: string;
  disabled?: boolean;
}

interface ChoiceProps {
  label: string;
  hint: string;
  value: string;
  options: Option[];
  onChange: (id: string) => void;
}

/** One of several, each with a sentence on what it does. */
export function Choice({ label, hint, value, options, onChange }: ChoiceProps) {
  const known = options.some((option) => option.id === value);
  const items = known ? options : [...options, { id: value, title: value }];
  return (
    <Field label={label} hint={hint}>
      {(describedBy) => (
        <Select
          aria-label={label}
          className="choice"
          selectedKey={value}
          disabledKeys={items.filter((option) => option.disabled).map((option) => option.id)}
          onSelectionChange={(key) => key !== null && onChange(String(key))}
        >
          <Button className="choice-button" aria-describedby={describedBy}>
            <SelectValue>{items.find((option) => option.id === value)?.title ?? value}</SelectValue>
            <ChevronDown size={14} aria-hidden />
          </Button>
          <Popover className="popover choice-popover">
            <ListBox className="choice-list" items={items}>
              {(option) => (
                <ListBoxItem id={option.id} textValue={option.title} className="choice-item">
                  <Check size={14} className="choice-tick" aria-hidden />
                  <span className="choice-title">{option.title}</span>
                  {option.summary && <span className="choice-summary">{option.summary}</span>}
                </ListBoxItem>
              )}
            </ListBox>
          </Popover>
        </Select>
      )}
    </Field>
  );
}
