import { type FormEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { DialogFrame } from '@/panels/DialogFrame';
import { TextBox } from '@/people/TextBox';
import { Trouble } from '@/people/Trouble';
import { asProblem, type ProblemError } from '@/protocol/problem';

interface TeacherDialogProps {
  onDo: (name: string, password: string) => Promise<unknown>;
  onClose: () => void;
}

const SHORTEST = 8;

/** A teacher by name and first password, which they can change. */
export function TeacherDialog({ onDo, onClose }: TeacherDialogProps) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await onDo(name.trim(), password);
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  }
  return (
    <DialogFrame title="Add a teacher" onClose={onClose}>
      <form className="ask" onSubmit={(event) => void submit(event)}>
        <TextBox label="Name" value={name} onChange={setName} maxLength={40} autoComplete="off" isRequired autoFocus />
        <TextBox
          label="First password"
          value={password}
          onChange={setPassword}
          maxLength={200}
          autoComplete="new-password"
          tells={`At least ${SHORTEST} characters. Tell it in person; it can be changed under Account.`}
          isRequired
        />
        <Trouble problem={problem} />
        <div className="ask-go">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            className="button button-main"
            isDisabled={busy || name.trim() === '' || password.length < SHORTEST}
          >
            Add
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}
