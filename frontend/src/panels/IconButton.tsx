import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Hint } from '@/editor/fields/Hint';

interface IconButtonProps {
  label: string;
  hint?: string;
  keys?: string;
  isDisabled?: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** A button that is an icon; its name and what it does are in its tooltip. */
export function IconButton({ label, hint = '', keys, isDisabled = false, onPress, children }: IconButtonProps) {
  const text = [`${label}.`, hint, keys ? `Key: ${keys}` : ''].filter((part) => part !== '').join(' ');
  return (
    <Hint text={text}>
      {(describedBy) => (
        <Button
          className="icon-button"
          aria-label={label}
          aria-describedby={describedBy}
          isDisabled={isDisabled}
          onPress={onPress}
        >
          {children}
        </Button>
      )}
    </Hint>
  );
}
