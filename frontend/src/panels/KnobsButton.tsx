import { SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';

interface KnobsButtonProps {
  label: string;
  /** What the button shows instead of an icon. */
  face?: ReactNode;
  children: ReactNode;
}

/** Numbers for which the row has no room, one press away. */
export function KnobsButton({ label, face, children }: KnobsButtonProps) {
  return (
    <DialogTrigger>
      <Button className={face ? 'knobs-face' : 'icon-button knobs-button'} aria-label={label}>
        {face ?? <SlidersHorizontal size={16} aria-hidden />}
      </Button>
      <Popover className="popover knobs-popover" placement="bottom start">
        <Dialog aria-label={label} className="knobs-dialog">
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
