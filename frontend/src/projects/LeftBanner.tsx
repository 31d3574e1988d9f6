import { History } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Banner } from '@/panels/Banner';
import { useDeed } from '@/people/deed';
import { dropLeft, keepLeft, leftTelling } from './leftovers';
import { useOpened } from './opened';

/** Older edits of the project in this browser, which collide with what is on the page: kept elsewhere, or not at all. */
export function LeftBanner() {
  const [first] = useOpened((state) => state.left);
  const [kept, setKept] = useState<string | null>(null);
  const { busy, problem, go } = useDeed();
  const icon = <History size={16} aria-hidden />;
  if (!first) {
    if (kept === null) return null;
    return (
      <Banner tone="calm" small icon={icon} onDismiss={() => setKept(null)}>
        The older edits are a project of their own now: <a href={kept}>open it</a>.
      </Banner>
    );
  }
  const { at, changes } = leftTelling(first);
  return (
    <Banner
      tone="calm"
      small
      icon={icon}
      actions={
        <>
          <Button
            className="button"
            isDisabled={busy}
            onPress={() => void go(async () => setKept(await keepLeft(first)))}
          >
            Keep them as a project
          </Button>
          <Button className="button" isDisabled={busy} onPress={() => dropLeft(first)}>
            Throw away
          </Button>
        </>
      }
    >
      <b>This browser has edits of {at} that were never saved</b> and do not go together with what is here: {changes}.{' '}
      {problem && `${problem.detail} ${problem.hint}`}
    </Banner>
  );
}
