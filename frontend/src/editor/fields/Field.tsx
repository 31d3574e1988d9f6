import { Activity } from 'lucide-react';
import type { ReactNode } from 'react';
import { Hint } from './Hint';

interface FieldProps {
  label: string;
  hint: string;
  /** Whether the value acts while the run trains. */
  live?: boolean | undefined;
  id?: string;
  aside?: ReactNode;
  children: (describedBy: string) => ReactNode;
}

/** A labelled control with its explanation, and the mark of those that act while training. */
export function Field({ label, hint, live = false, id, aside, children }: FieldProps) {
  const told = live ? `${hint} Acts at once, while it trains.` : `${hint} A change rebuilds the run.`;
  return (
    <Hint text={told}>
      {(describedBy) => (
        <div className="field">
          <div className="field-label">
            <label htmlFor={id}>{label}</label>
            {live && <Activity className="pulse-mark" size={11} aria-hidden />}
            {aside}
          </div>
          {children(describedBy)}
        </div>
      )}
    </Hint>
  );
}
