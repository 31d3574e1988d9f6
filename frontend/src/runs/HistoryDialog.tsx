import '@/styles/asking.css';
import '@/styles/classroom.css';
import '@/styles/runs.css';
import { GitCompareArrows } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import { runTitle } from '@/classroom/telling';
import { AskDialog } from '@/panels/AskDialog';
import { DialogFrame } from '@/panels/DialogFrame';
import { Stale, Waiting } from '@/panels/Waiting';
import type { RunLine } from '@/protocol/classroom';
import { useGlass, useRun } from '@/state/glass';
import { go } from '@/state/place';
import { usePolled } from '@/state/polling';
import { createHistoryRest } from '@/transport/history';
import { compareAddress } from './addresses';
import { ForkDialog } from './ForkDialog';
import { HistoryLine } from './HistoryLine';
import { openRun } from './open_run';

const history = createHistoryRest();
const EVERY_MS = 3000;

interface HistoryDialogProps {
  /** The project whose runs are listed; null: all of one's own. */
  project: string | null;
  onClose: () => void;
}

/** The runs of a project, newest first: to name, to note what was found, to compare, to go on with. */
export default function HistoryDialog({ project, onClose }: HistoryDialogProps) {
  const glass = useGlass();
  const current = useRun(({ run }) => run);
  const { value, problem, again } = usePolled(
    useCallback(
      (signal: AbortSignal) => history.lines(project === null ? {} : { project }, undefined, signal),
      [project],
    ),
    EVERY_MS,
  );
  const [older, setOlder] = useState<{ items: readonly RunLine[]; next: string | null } | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<string | null>(null);
  const [forking, setForking] = useState<RunLine | null>(null);
  const [deleting, setDeleting] = useState<RunLine | null>(null);
  const first = value?.items ?? [];
  const known = new Set(first.map(({ id }) => id));
  const lines = [...first, ...(older?.items.filter(({ id }) => !known.has(id)) ?? [])];
  const next = older ? older.next : (value?.next ?? null);
  const compared = lines.filter(({ id }) => chosen.has(id)).map(({ id }) => id);

  async function more(): Promise<void> {
    if (next === null) return;
    const page = await history.lines(project === null ? {} : { project }, next);
    setOlder({ items: [...(older?.items ?? []), ...page.items], next: page.next });
  }
  async function remove(line: RunLine): Promise<void> {
    await history.remove(line.id);
    setOlder((now) => now && { ...now, items: now.items.filter(({ id }) => id !== line.id) });
    again();
  }
  if (forking) return <ForkDialog line={forking} onClose={() => setForking(null)} onForked={go} />;
  if (deleting)
    return (
      <AskDialog
        title={`Delete “${runTitle(deleting)}”?`}
        action="Delete the run"
        onDo={() => remove(deleting)}
        onClose={() => setDeleting(null)}
        final
      >
        <p>Its curves, its notes and what it has learned are deleted for good.</p>
      </AskDialog>
    );
  return (
    <DialogFrame title={project === null ? 'My runs' : 'Runs of this project'} onClose={onClose} wide>
      <div className="history-head">
        <span className="quiet small">Tick two or more to compare them.</span>
        <Button
          className="button"
          isDisabled={compared.length < 2}
          onPress={() => {
            onClose();
            go(compareAddress(compared));
          }}
        >
          <GitCompareArrows size={15} aria-hidden /> Compare{compared.length > 1 && ` ${compared.length} runs`}
        </Button>
      </div>
      {value === null ? <Waiting what="Looking for runs" {...{ problem, again }} /> : <Stale {...{ problem, again }} />}
      {value !== null && lines.length === 0 && <p className="quiet">No runs yet: press Play.</p>}
      <ul className="history">
        {lines.map((line) => (
          <HistoryLine
            key={line.id}
            line={line}
            here={line.id === current}
            open={opened === line.id}
            onOpen={(open) => setOpened(open ? line.id : null)}
            chosen={chosen.has(line.id)}
            onChoose={(on) =>
              setChosen((now) => new Set(on ? [...now, line.id] : [...now].filter((id) => id !== line.id)))
            }
            rest={history}
            onEdited={again}
            onGoOn={async () => {
              await openRun(glass, line.id);
              onClose();
            }}
            onFork={() => setForking(line)}
            onDelete={() => setDeleting(line)}
          />
        ))}
      </ul>
      {next !== null && (
        <Button className="button" onPress={() => void more()}>
          Older runs
        </Button>
      )}
    </DialogFrame>
  );
}
