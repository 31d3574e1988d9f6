import { Button } from 'react-aria-components';
import type { UploadedSet } from '@/protocol/library';
import { PairStrip } from './PairStrip';
import { ShareList } from './ShareList';
import { foundText } from './upload';

/** What was made of a file: how much, how rare each class is, and what was changed or left out. */
export function FoundSet({ set, onUse }: { set: UploadedSet; onUse: () => void }) {
  const { shares = [], empty = 0, classes, problems, task } = set;
  const masked = task === 'segmentation';
  return (
    <>
      <p>
        <strong>{set.title}</strong>: {foundText(set)}.
      </p>
      {masked ? (
        <>
          <PairStrip kind={set.id} />
          <ShareList {...{ shares, classes, empty }} of={set.samples} told={problems.length > 0} />
        </>
      ) : (
        <p className="quiet small upload-classes">{classes.join(', ')}</p>
      )}
      {problems.length > 0 && (
        <ul className="upload-notes small" aria-label="What was changed or left out">
          {problems.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <Button className="play upload-go" onPress={onUse} autoFocus>
        Use them
      </Button>
    </>
  );
}
