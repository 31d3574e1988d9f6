import { GitFork, Pause, Play, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, Input, Label, TextArea, TextField } from 'react-aria-components';
import { isMoving } from '@/classroom/telling';
import { Waiting } from '@/panels/Waiting';
import type { RunLine } from '@/protocol/classroom';
import { asProblem, type ProblemError } from '@/protocol/problem';
import type { HistoryRest, NotedRun } from '@/transport/history';

interface RunNotesProps {
  line: RunLine;
  here: boolean;
  rest: Pick<HistoryRest, 'noted' | 'edit' | 'pause'>;
  onEdited: () => void;
  onGoOn: () => Promise<void>;
  onFork: () => void;
  onDelete: () => void;
}

const MOST_TITLE = 120;
const MOST_NOTES = 20_000;

/** What somebody wrote about a run; it is kept as soon as the box is left. */
export function RunNotes({ line, here, rest, onEdited, onGoOn, onFork, onDelete }: RunNotesProps) {
  const [run, setRun] = useState<NotedRun | null>(null);
  const [title, setTitle] = useState(line.title);
  const [notes, setNotes] = useState('');
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const { id } = line;
  useEffect(() => {
    rest.noted(id).then(
      (found) => {
        setRun(found);
        setTitle(found.title);
        setNotes(found.notes);
      },
      (thrown: unknown) => setProblem(asProblem(thrown)),
    );
  }, [rest, id]);
  if (!run) return <Waiting what="Looking for the notes" problem={problem} />;
  async function keep(): Promise<void> {
    const changes = {
      ...(title.trim() !== run?.title ? { title: title.trim() } : {}),
      ...(notes !== run?.notes ? { notes } : {}),
    };
    if (Object.keys(changes).length === 0) return;
    try {
      setRun(await rest.edit(id, changes));
      setProblem(null);
      setSaid('Kept');
      onEdited();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setSaid('');
    }
  }
  async function attempt(deed: () => Promise<unknown>): Promise<void> {
    try {
      await deed();
      setProblem(null);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  }
  return (
    <div className="history-more">
      <TextField
        className="text-field"
        value={title}
        onChange={setTitle}
        maxLength={MOST_TITLE}
        onBlur={() => void keep()}
      >
        <Label className="field-label">Title</Label>
        <Input className="text-box" placeholder="What was tried?" />
      </TextField>
      <TextField
        className="text-field"
        value={notes}
        onChange={setNotes}
        maxLength={MOST_NOTES}
        onBlur={() => void keep()}
      >
        <Label className="field-label">Notes</Label>
        <TextArea className="text-box text-area" rows={3} placeholder="What came of it?" />
      </TextField>
      {problem && (
        <p className="trouble" role="alert">
          {problem.detail} {problem.hint}
        </p>
      )}
      <div className="history-deeds">
        <Button className="button button-small" isDisabled={here} onPress={() => void attempt(onGoOn)}>
          <Play size={14} aria-hidden /> Open
        </Button>
        {isMoving(line) && (
          <Button className="button button-small" onPress={() => void attempt(() => rest.pause(id).then(onEdited))}>
            <Pause size={14} aria-hidden /> Pause
          </Button>
        )}
        <Button className="button button-small" onPress={onFork}>
          <GitFork size={14} aria-hidden /> Fork
        </Button>
        <Button className="button button-small" isDisabled={here} onPress={onDelete}>
          <Trash2 size={14} aria-hidden /> Delete
        </Button>
        <span role="status" className="small">
          {said}
        </span>
        {run.parent !== null && (
          <span className="small quiet">
            Began where another run was{run.parent_step !== null && ` after ${run.parent_step} updates`}.
          </span>
        )}
      </div>
    </div>
  );
}
