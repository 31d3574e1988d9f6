import { List, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { look } from '@/state/looking';
import { unmark, useMarked, useMarkedCount } from './marks';

/** What is marked in the plane, with the way to its list and the way out. */
export function MarkLine({ names, things }: { names: readonly string[]; things: string }) {
  const cell = useMarked();
  const count = useMarkedCount(cell);
  if (!cell || cell.truth >= names.length) return null;
  const told = `${names[cell.truth]} taken for ${names[cell.predicted]}`;
  return (
    <div className="mark-line small">
      <span role="status">
        <b className="number">{count.toLocaleString('en-GB')}</b> marked: {told}
      </span>
      <Button
        className="chip chip-small"
        aria-label={`List the ${things} that are marked`}
        onPress={() => look({ tab: 'gallery' })}
      >
        <List size={14} aria-hidden /> List
      </Button>
      <Button className="chip chip-small" aria-label="Mark none" onPress={unmark}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}
