import { Eye } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { isMoving } from '@/classroom/telling';
import { Banner } from '@/panels/Banner';
import { watchAddress } from '@/runs/addresses';
import { useRun } from '@/state/glass';
import { go } from '@/state/place';
import { usePolled } from '@/state/polling';
import { createHistoryRest } from '@/transport/history';
import { nextRun } from './next_run';
import { useShown, type Watched } from './shown';

const history = createHistoryRest();
const EVERY_MS = 4000;

/** That the student who is watched is at another run by now. */
export function NextRunBanner() {
  const watched = useShown(({ shown }) => shown?.watched ?? null);
  return watched && <NextRun watched={watched} />;
}

function NextRun({ watched }: { watched: Watched }) {
  const { run, project, user, nickname, group } = watched;
  const gone = useRun((state) => state.gone);
  const [passed, setPassed] = useState<string | null>(null);
  const { value } = usePolled(
    useCallback(
      (signal: AbortSignal) => history.lines(project === null ? { user } : { project }, undefined, signal),
      [project, user],
    ),
    EVERY_MS,
  );
  const next = value && nextRun(value.items, run, gone);
  const address = next && watchAddress(next.id, group);
  // Of a run that is deleted nothing comes any more.
  useEffect(() => {
    if (gone && address !== null) window.location.replace(address);
  }, [gone, address]);
  if (gone)
    return (
      <Banner tone="calm" icon={<Eye size={16} aria-hidden />}>
        <b>{nickname} has let go of this run.</b> The next one is shown as soon as there is one.
      </Banner>
    );
  if (!next || next.id === passed) return null;
  return (
    <Banner
      tone="calm"
      icon={<Eye size={16} aria-hidden />}
      actions={
        <Button className="button" onPress={() => go(watchAddress(next.id, group))}>
          Watch it
        </Button>
      }
      onDismiss={() => setPassed(next.id)}
    >
      <b>
        {nickname} {isMoving(next) ? 'trains' : 'is at'} another run.
      </b>
    </Banner>
  );
}
