import { useEffect, useState } from 'react';
import { Button, Radio, RadioGroup } from 'react-aria-components';
import { runTitle, whenText } from '@/classroom/telling';
import { written } from '@/paint/chart_options';
import { DialogFrame } from '@/panels/DialogFrame';
import { grouped } from '@/panels/grouped';
import { Waiting } from '@/panels/Waiting';
import type { CheckpointLine, RunLine } from '@/protocol/classroom';
import { asProblem, type ProblemError } from '@/protocol/problem';
import { go } from '@/state/place';
import { createHistoryRest } from '@/transport/history';
import { forkedRun } from './forked';

const history = createHistoryRest();

interface ForkDialogProps {
  line: Pick<RunLine, 'id' | 'title' | 'created_at'>;
  onClose: () => void;
  /** Where to go with the new run; by default its place is entered. */
  onForked?: (address: string) => void;
}

/** Begins a new run where this one was: at any state that was kept. */
export function ForkDialog({ line, onClose, onForked = go }: ForkDialogProps) {
  const [checkpoints, setCheckpoints] = useState<readonly CheckpointLine[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const { id } = line;
  const title = runTitle(line);
  useEffect(() => {
    history.checkpoints(id).then(
      (found) => {
        const newest = found.toSorted((a, b) => b.step - a.step);
        setCheckpoints(newest);
        setChosen(newest[0] ? `${newest[0].step}` : null);
      },
      (thrown: unknown) => setProblem(asProblem(thrown)),
    );
  }, [id]);
  async function fork(): Promise<void> {
    setBusy(true);
    try {
      onForked(await forkedRun(id, chosen === null ? null : Number(chosen), `${title}, forked`));
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  }
  return (
    <DialogFrame title={`Fork “${title}”`} onClose={onClose}>
      <p className="quiet">
        A new run with the same set-up begins where this one was, and this one stays as it is. Try something else from
        there on.
      </p>
      {checkpoints === null && <Waiting what="Looking for what was kept" problem={problem} />}
      {checkpoints?.length === 0 && <p>Nothing of it is kept yet: it can be forked once it has been trained.</p>}
      {checkpoints !== null && checkpoints.length > 0 && (
        <RadioGroup className="pick-list" aria-label="State to begin at" value={chosen} onChange={setChosen}>
          {checkpoints.map(({ step, epoch, at, loss, best }, index) => (
            <Radio key={step} value={`${step}`} className="pick">
              <span className="pick-mark" aria-hidden />
              <span className="pick-title number">
                Update {grouped(step)} <span className="quiet">(epoch {grouped(Math.floor(epoch))})</span>, loss{' '}
                {written(loss)}
                {best && <b> · best</b>}
                {index === 0 && <span className="quiet"> · newest</span>}
              </span>
              <span className="small quiet">{whenText(at)}</span>
            </Radio>
          ))}
        </RadioGroup>
      )}
      {checkpoints !== null && problem && (
        <p className="trouble" role="alert">
          {problem.detail} {problem.hint}
        </p>
      )}
      <div className="ask-go">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button className="button button-main" isDisabled={busy || chosen === null} onPress={() => void fork()}>
          Fork
        </Button>
      </div>
    </DialogFrame>
  );
}
