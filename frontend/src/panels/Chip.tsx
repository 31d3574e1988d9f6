import { ToggleButton } from 'react-aria-components';

interface ChipProps {
  label: string;
  name?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** Something that is on or off. */
export function Chip({ label, name = label, on, onChange }: ChipProps) {
  return (
    <ToggleButton className="chip chip-small" aria-label={name} isSelected={on} onChange={onChange}>
      {label}
    </ToggleButton>
  );
}
