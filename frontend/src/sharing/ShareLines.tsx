import { Unlink } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { whenText } from '@/classroom/telling';
import type { ShareLine } from '@/protocol/classroom';
import { asProblem } from '@/protocol/problem';
import { shareTelling } from './telling';

interface ShareLinesProps {
  lines: readonly ShareLine[];
  onClose: (id: string) => Promise<unknown>;
}

/** One's own links that still lead somewhere, each to be closed. */
export function ShareLines({ lines, onClose }: ShareLinesProps) {
  const [said, setSaid] = useState('');
  if (lines.length === 0) return null;
  async function close(id: string): Promise<void> {
    try {
      await onClose(id);
      setSaid('The link is closed.');
    } catch (thrown) {
      const { detail, hint } = asProblem(thrown);
      setSaid(`${detail} ${hint}`);
    }
  }
  return (
    <section aria-labelledby="my-links">
      <h3 id="my-links">My links</h3>
      <ul className="share-lines">
        {lines.map((line) => (
          <li key={line.id}>
            <span>
              {shareTelling(line)} <span className="quiet small">made {whenText(line.created_at)}</span>
            </span>
            <Button
              className="button button-small"
              aria-label={`Close the link made ${whenText(line.created_at)}`}
              onPress={() => void close(line.id)}
            >
              <Unlink size={14} aria-hidden /> Close
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className="small">
        {said}
      </p>
    </section>
  );
}
