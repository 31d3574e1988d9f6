import '@/styles/classroom_more.css';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useDeed } from '@/people/deed';
import { Trouble } from '@/people/Trouble';
import { go } from '@/state/place';
import type { Kept } from './copies';
import { dropLeft, keepLeft, leftNow, leftTelling } from './leftovers';
import { projectsRest } from './rest';

/** Edits in this browser that the server never got: to be saved where their project is, or else as one of their own. */
export function LeftEdits() {
  const [left, setLeft] = useState<readonly Kept[]>([]);
  useEffect(() => setLeft(leftNow()), []);
  if (left.length === 0) return null;
  return (
    <section className="left-edits" aria-labelledby="left-edits">
      <h2 id="left-edits">Never saved</h2>
      <p className="quiet">Edits that are in this browser only.</p>
      <ul className="lines">
        {left.map((kept) => (
          <Line key={kept.key} kept={kept} onDone={() => setLeft(leftNow())} />
        ))}
      </ul>
    </section>
  );
}

function Line({ kept, onDone }: { kept: Kept; onDone: () => void }) {
  const { project, title } = kept.copy;
  const { at, changes } = leftTelling(kept);
  const deed = useDeed();
  const gone = useGone(project);
  return (
    <li className="line">
      <span className="line-title">{title}</span>
      <span>
        {at}: {changes}
      </span>
      {gone ? (
        <span className="line-end left-deeds">
          <Button
            className="button button-small"
            isDisabled={deed.busy}
            onPress={() => void deed.go(async () => go(await keepLeft(kept)))}
          >
            Keep as a project
          </Button>
          <Button
            className="button button-small"
            isDisabled={deed.busy}
            onPress={() => {
              dropLeft(kept);
              onDone();
            }}
          >
            Throw away
          </Button>
        </span>
      ) : (
        <a className="button button-small line-end" href={`/p/${encodeURIComponent(project)}`}>
          Open and save
        </a>
      )}
      <Trouble problem={deed.problem} />
    </li>
  );
}

/** Whether the project is deleted, so that nothing can be saved in it any more. */
function useGone(project: string): boolean {
  const [gone, setGone] = useState(false);
  useEffect(() => {
    projectsRest.project(project).catch(({ status }: { status?: number }) => setGone(status === 404));
  }, [project]);
  return gone;
}
