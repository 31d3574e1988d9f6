import { type ReactNode, useState } from 'react';
import { useOpened } from '@/projects/opened';
import { ask } from '@/runs/asked';
import { show } from '@/state/screen';
import { useHosted } from '@/state/who';
import { IconButton } from './IconButton';

const SAID_MS = 2000;

/** Copies the address, which holds the whole set-up; of a project, and where others come too, it asks how it is shared. */
export function ShareButton({ icon }: { icon: ReactNode }) {
  const [copied, setCopied] = useState(false);
  const project = useOpened((state) => state.project);
  const hosted = useHosted();
  const asks = hosted || project !== null;
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
      <IconButton
        label="Share"
        hint={
          asks
            ? 'Makes a link for others: to look, to copy, or to embed.'
            : 'Copies a link that holds the whole set-up.'
        }
        onPress={() => (asks ? ask('share') : void share())}
      >
        {icon}
      </IconButton>
      <span role="status" className="share-said small">
        {copied ? 'Link copied' : ''}
      </span>
    </div>
  );
}
