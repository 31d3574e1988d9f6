import { Segments } from '@/panels/Segments';
import type { Control, ShareMode } from '@/protocol/classroom';
import { CONTROLS, type Openness, type ShareForm } from './telling';

interface PartsLockedProps {
  parts: ShareForm['parts'];
  mode: ShareMode;
  onChange: (parts: ShareForm['parts']) => void;
}

/** Where only looking is shared, what is not hidden is locked anyhow. */
const LOOK: readonly (readonly [Openness, string])[] = [
  ['open', 'Seen'],
  ['hidden', 'Hidden'],
];
const ALL: readonly (readonly [Openness, string])[] = [
  ['open', 'Open'],
  ['locked', 'Locked'],
  ['hidden', 'Hidden'],
];

/** Which parts of the page others see, and which they can change. */
export function PartsLocked({ parts, mode, onChange }: PartsLockedProps) {
  const options = mode === 'view' ? LOOK : ALL;
  const shown = (control: Control): Openness => {
    const now = parts[control] ?? 'open';
    return options.some(([one]) => one === now) ? now : 'open';
  };
  return (
    <fieldset className="share-parts">
      <legend className="field-label">Parts of the page</legend>
      {CONTROLS.map(([control, title]) => (
        <div key={control} className="share-control">
          <span id={`share-${control}`}>{title}</span>
          <Segments
            label={title}
            value={shown(control)}
            options={options}
            onChange={(openness) => onChange({ ...parts, [control]: openness })}
          />
        </div>
      ))}
    </fieldset>
  );
}
