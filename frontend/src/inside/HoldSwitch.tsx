import { Power, PowerOff } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { useHold } from '@/editor/edit';
import { isHeld } from '@/editor/held';
import { useProject } from '@/state/glass';
import { useMayChange } from '@/state/permits';

interface HoldSwitchProps {
  /** How the server names it. */
  entry: string;
  /** What it is, as in "Hold at zero: the weight from x". */
  what: string;
  /** With words beside the icon. */
  wide?: boolean;
}

/** Holds a unit or a weight at zero while the network runs, or lets it go. */
export function HoldSwitch({ entry, what, wide = false }: HoldSwitchProps) {
  const hold = useHold();
  const held = useProject(({ spec }) => isHeld(spec.network, entry));
  const may = useMayChange('network');
  return (
    <ToggleButton
      className={wide ? 'chip hold-switch' : 'hold-switch hold-small'}
      aria-label={`Hold at zero: ${what}`}
      isSelected={held}
      isDisabled={!may}
      onChange={(on) => hold([entry], on)}
    >
      {held ? <PowerOff size={14} aria-hidden /> : <Power size={14} aria-hidden />}
      {wide && <span>Hold at zero</span>}
    </ToggleButton>
  );
}
