import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';

interface BannerProps {
  tone: 'fault' | 'calm' | 'good';
  icon: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
  onDismiss?: () => void;
  /** Small, where it stays for long over what it is about. */
  small?: boolean;
}

/** One thing that needs saying, with what can be done about it. */
export function Banner({ tone, icon, children, actions, onDismiss, small }: BannerProps) {
  return (
    <div
      className="banner"
      data-tone={tone}
      data-small={small || undefined}
      role={tone === 'fault' ? 'alert' : 'status'}
    >
      {icon}
      <div className="banner-text">{children}</div>
      {actions}
      {onDismiss && (
        <Button className="icon-button" aria-label="Dismiss" onPress={onDismiss}>
          <X size={15} aria-hidden />
        </Button>
      )}
    </div>
  );
}
