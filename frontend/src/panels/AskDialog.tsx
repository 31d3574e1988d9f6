import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { asProblem, type ProblemError } from '@/protocol/problem';
import { DialogFrame } from './DialogFrame';

interface AskDialogProps {
  title: string;
  /** What the button that does it says. */
  action: string;
  /** Done when it is confirmed; a refusal is shown, and the dialogue stays. */
  onDo: (text: string) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
  /** A text to ask for, as it is now. */
  text?: { label: string; now: string; most: number; password?: boolean };
  /** Whether what it does cannot be undone. */
  final?: boolean;
}

/** Asks for a text or for a yes, does it, and closes. */
export function AskDialog({ title, action, onDo, onClose, children, text, final = false }: AskDialogProps) {
  const [typed, setTyped] = useState(text?.now ?? '');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await onDo(typed.trim());
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  }
  return (
    <DialogFrame {...{ title, onClose }}>
      <form className="ask" onSubmit={(event) => void submit(event)}>
        {children}
        {text && (
          <TextField
            className="text-field"
            value={typed}
            onChange={setTyped}
            maxLength={text.most}
            autoFocus
            isRequired
          >
            <Label className="field-label">{text.label}</Label>
            <Input className="text-box" type={text.password ? 'password' : 'text'} autoComplete="off" />
          </TextField>
        )}
        {problem && (
          <p className="trouble" role="alert">
            {problem.detail} {problem.hint}
          </p>
        )}
        <div className="ask-go">
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            className={final ? 'button button-final' : 'button button-main'}
            isDisabled={busy || (text !== undefined && typed.trim() === '')}
          >
            {action}
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}
