import type { ReactNode } from 'react';
import type { Control } from '@/protocol/classroom';
import { usePermits } from '@/state/permits';

/** A part of the page that is seen and, where it is locked, cannot be changed; nothing where it is hidden. */
export function Locked({ control, children }: { control: Control; children: ReactNode }) {
  const locked = usePermits((permits) => permits.locked.has(control));
  const hidden = usePermits((permits) => permits.hidden.has(control));
  if (hidden) return null;
  if (!locked) return children;
  return (
    <fieldset className="locked" disabled aria-label="Locked">
      {children}
    </fieldset>
  );
}
