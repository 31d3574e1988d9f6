import { useState } from 'react';
import { Button } from 'react-aria-components';
import { TextBox } from '@/people/TextBox';
import type { UploadOptions } from '@/protocol/library';
import type { ProblemError } from '@/protocol/problem';

interface RemedyProps {
  problem: ProblemError | null;
  options: UploadOptions;
  /** Sends the file again, to be read as `options` say. */
  onSend: (options: UploadOptions) => void;
}

/** What mends a table that was refused, where it can be mended here. */
export function Remedy({ problem, options, onSend }: RemedyProps) {
  const [target, setTarget] = useState('');
  switch (problem?.where) {
    case 'options.unreadable':
      return (
        <Button className="button" onPress={() => onSend({ ...options, unreadable: 'missing' })}>
          Count such cells as missing
        </Button>
      );
    case 'options.target':
      return (
        <form
          className="table-remedy"
          onSubmit={(event) => {
            event.preventDefault();
            onSend({ ...options, target });
          }}
        >
          <TextBox label="Column to learn" value={target} onChange={setTarget} maxLength={80} />
          <Button className="button" type="submit" isDisabled={target === ''}>
            Learn this one
          </Button>
        </form>
      );
    default:
      return null;
  }
}
