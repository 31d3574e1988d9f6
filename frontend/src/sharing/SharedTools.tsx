import { ArrowLeft, Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useTitle } from '@/people/title';
import { asProblem } from '@/protocol/problem';
import { go } from '@/state/place';
import { show } from '@/state/screen';
import { useShown } from './shown';

/** What the visitor of a link can take along. */
export function SharedTools() {
  const shown = useShown((state) => state.shown);
  const [busy, setBusy] = useState(false);
  if (!shown) return null;
  const { onward, strange, download } = shown;
  async function act(deed: () => Promise<void>): Promise<void> {
    setBusy(true);
    try {
      await deed();
    } catch (thrown) {
      const { detail, hint } = asProblem(thrown);
      show({ message: `${detail} ${hint}` });
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="shared-tools">
      {download && (
        <Button className="button" isDisabled={busy} onPress={() => void act(download)}>
          <Download size={15} aria-hidden /> Weights
        </Button>
      )}
      {onward && (
        <Button
          className="button button-main"
          isDisabled={busy}
          onPress={() => void act(async () => go(await onward.go()))}
        >
          <Copy size={15} aria-hidden /> {onward.label}
        </Button>
      )}
      {strange !== '' && <span className="small quiet shared-strange">{strange}</span>}
    </div>
  );
}

/** Whose it is and what it is for. */
export function SharedName() {
  const shown = useShown((state) => state.shown);
  useTitle(shown?.title ?? '');
  if (!shown) return <h1>Glassnet</h1>;
  const { back, owner, purpose, title } = shown;
  return (
    <div className="shared-name">
      <h1 title={title}>{title}</h1>
      <p className="small quiet">
        {back && (
          <>
            <a className="shared-back" href={back.address}>
              <ArrowLeft size={13} aria-hidden /> {back.title}
            </a>{' '}
            ·{' '}
          </>
        )}
        {owner && `Shared by ${owner}, `}
        {purpose}
      </p>
    </div>
  );
}
