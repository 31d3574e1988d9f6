import '@/styles/project_dialogs.css';
import { useMemo, useState } from 'react';
import { Button, Label, Radio, RadioGroup } from 'react-aria-components';
import { DialogFrame } from '@/panels/DialogFrame';
import { useDeed } from '@/people/deed';
import { Trouble } from '@/people/Trouble';
import type { Project } from '@/protocol/projects';
import { useGlass } from '@/state/glass';
import { go } from '@/state/place';
import { documentOf } from './documents';
import { type Collision, changed, merge, type Side } from './merge';
import { type OpenProject, useSaving } from './opened';
import { keepAsCopy } from './opening';
import { listOf, tellingOf, titleOf } from './telling';

interface ConflictProps {
  project: OpenProject;
  onClose: () => void;
}

/** Both sides edited the project: how it goes on, with nothing of either lost unasked. */
export default function ConflictDialog({ project, onClose }: ConflictProps) {
  const { theirs } = useSaving(project);
  if (!theirs) return null;
  return (
    <DialogFrame title="This project was changed elsewhere" onClose={onClose}>
      <Conflict {...{ project, theirs, onClose }} key={theirs.version} />
    </DialogFrame>
  );
}

function Conflict({ project, theirs, onClose }: ConflictProps & { theirs: Project }) {
  const glass = useGlass();
  const { autosave, title } = project;
  const [chosen, setChosen] = useState<ReadonlyMap<string, Side>>(new Map());
  const { busy, problem, go: attempt } = useDeed();
  const { mine, others, collisions } = useMemo(() => {
    const base = autosave.acknowledged().document;
    const own = documentOf(glass.project.getState());
    return {
      mine: listOf(changed(base, own)),
      others: listOf(changed(base, theirs.document)),
      collisions: merge(base, own, theirs.document).collisions,
    };
  }, [autosave, glass, theirs]);
  const copy = (): Promise<boolean> =>
    attempt(async () => {
      const address = await keepAsCopy(glass, `${title} (mine)`.slice(-120));
      autosave.takeTheirs();
      go(address);
    });
  return (
    <>
      <p>Another tab or another computer saved it while you were editing here. Nothing is overwritten.</p>
      <dl className="conflict-sides">
        <div>
          <dt>Changed here</dt>
          <dd>{mine}</dd>
        </div>
        <div>
          <dt>Changed there</dt>
          <dd>{others}</dd>
        </div>
      </dl>
      {collisions.length > 0 && (
        <div className="collisions">
          <h3>Changed on both sides: which one stays?</h3>
          {collisions.map((collision) => (
            <Choosing
              key={collision.name}
              collision={collision}
              side={chosen.get(collision.name) ?? 'mine'}
              onChoose={(side) => setChosen(new Map(chosen).set(collision.name, side))}
            />
          ))}
        </div>
      )}
      <Trouble problem={problem} />
      <div className="conflict-deeds">
        <Button
          className="button button-main"
          autoFocus
          onPress={() => {
            autosave.merge(chosen);
            onClose();
          }}
        >
          Merge
        </Button>
        <Button
          className="button"
          onPress={() => {
            autosave.takeTheirs();
            onClose();
          }}
        >
          Take theirs
        </Button>
        <Button className="button" isDisabled={busy} onPress={() => void copy()}>
          Keep mine as a copy
        </Button>
      </div>
      <p className="small quiet">
        Merge keeps what was changed on either side. Take theirs replaces what is on this page; undo brings yours back.
      </p>
    </>
  );
}

interface ChoosingProps {
  collision: Collision;
  side: Side;
  onChoose: (side: Side) => void;
}

function Choosing({ collision: { name, mine, theirs }, side, onChoose }: ChoosingProps) {
  return (
    <RadioGroup
      className="collision"
      value={side}
      onChange={(value) => onChoose(value === 'theirs' ? 'theirs' : 'mine')}
      orientation="horizontal"
    >
      <Label className="collision-title">{titleOf(name)}</Label>
      <Radio className="collision-side" value="mine">
        <span className="quiet">Here</span> {tellingOf(mine)}
      </Radio>
      <Radio className="collision-side" value="theirs">
        <span className="quiet">There</span> {tellingOf(theirs)}
      </Radio>
    </RadioGroup>
  );
}
