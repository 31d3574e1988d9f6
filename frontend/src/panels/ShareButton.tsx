import { type ReactNode, useState } from 'react';
import { show } from '@/state/screen';
import { IconButton } from './IconButton';

const SAID_MS = 2000;

/** Copies the address, which holds the whole set-up. */
export function ShareButton({ icon }: { icon: ReactNode }) {
  const [copied, setCopied] = useState(false);
  async function share(): Promise<void> {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setCopied(true);
      setTimeout(() => setCopied(false), SAID_MS);
    } catch {
      show({ message: 'The link could not be copied; take it from the address bar: it holds your whole set-up.' });
    }
  }
  return (
    <div className="share">
      <IconButton label="Share" hint="Copies a link that holds the whole set-up." onPress={() => void share()}>
        {icon}
      </IconButton>
      <span role="status" className="share-said small">
        {copied ? 'Link copied' : ''}
      </span>
    </div>
  );
}
