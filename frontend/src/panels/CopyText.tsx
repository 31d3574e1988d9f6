import { type ReactNode, useState } from 'react';
import { Button, Input, TextField } from 'react-aria-components';

const SAID_MS = 2000;

interface CopyTextProps {
  /** What is copied; it stands beside the button, to be taken by hand where copying is not allowed. */
  text: string;
  label: string;
  icon?: ReactNode;
}

/** A text to take along. */
export function CopyText({ text, label, icon }: CopyTextProps) {
  const [said, setSaid] = useState('');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Not allowed here: select the text and copy it.');
    }
    setTimeout(() => setSaid(''), SAID_MS);
  }
  return (
    <div className="copy-text">
      <TextField className="copy-field" aria-label={label} isReadOnly value={text}>
        <Input className="text-box" onFocus={(event) => event.target.select()} />
      </TextField>
      <Button className="button" onPress={() => void copy()}>
        {icon} {label}
      </Button>
      <span role="status" className="small copy-said">
        {said}
      </span>
    </div>
  );
}
