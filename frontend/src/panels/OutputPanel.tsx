import { lazy, Suspense } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useBorrowed, useColumns } from '@/diagram/borrowed';
import { unitTitle } from '@/diagram/network';
import { useFacts } from '@/editor/edit';
import { taskOf } from '@/editor/task';
import { featuresOf } from '@/protocol/spec';
import { useProject } from '@/state/glass';
import { show, useScreen } from '@/state/screen';
import { useTall } from '@/state/theme';
import { BigView } from './BigView';
import { Legend } from './Legend';
import { sampleTelling, useLookedAt } from './looked_at';
import { Numbers } from './Numbers';

const Curves = lazy(() => import('./Curves'));

const TELLS = {
  binary: 'How sure it is of each class, everywhere',
  multiclass: 'Which class it expects, everywhere',
  regression: 'The value it predicts, everywhere',
};

/** Results: the big view with its legend, the numbers and the curves. */
export function OutputPanel() {
  const facts = useFacts();
  const data = useProject((state) => state.spec.data);
  const columns = useColumns();
  const unit = useBorrowed();
  const pinned = useScreen((state) => state.selection?.kind === 'unit' && !state.hovered);
  const discretise = useScreen((state) => state.discretise);
  const task = taskOf(data, facts);
  const looked = useLookedAt();
  const column = columns.find(({ node }) => node === unit?.node);
  return (
    <section className="panel output-panel" aria-label="Output">
      <div className="panel-head">
        <h2>{column && unit ? unitTitle(column, unit.unit, featuresOf(data)) : 'Output'}</h2>
        <Chip label="Discretise" on={discretise} onChange={(on) => show({ discretise: on })} />
      </div>
      {looked ? (
        <p className="tells tells-sample number small">{sampleTelling(looked, task)}</p>
      ) : (
        <p className="tells small quiet">
          {column ? `What this unit answers${pinned ? '. Esc lets go' : ', everywhere'}` : TELLS[task]}
        </p>
      )}
      <BigView />
      <Legend />
      <ViewToggles />
      <Numbers accuracy={task !== 'regression'} />
      <CurvesPart accuracy={task !== 'regression'} />
    </section>
  );
}

interface ChipProps {
  label: string;
  name?: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Chip({ label, name = label, on, onChange }: ChipProps) {
  return (
    <ToggleButton className="chip chip-small" aria-label={name} isSelected={on} onChange={onChange}>
      {label}
    </ToggleButton>
  );
}

function CurvesPart({ accuracy }: { accuracy: boolean }) {
  const tall = useTall();
  const curve = useScreen((state) => state.curve);
  const logScale = useScreen((state) => state.logScale);
  const shown = accuracy ? curve : 'loss';
  const loss = tall || shown === 'loss';
  return (
    <>
      <div className="curves-head">
        {accuracy && !tall ? (
          <div className="toggles">
            <Chip label="Loss" on={loss} onChange={() => show({ curve: 'loss' })} />
            <Chip label="Accuracy" on={!loss} onChange={() => show({ curve: 'accuracy' })} />
          </div>
        ) : (
          <h3 className="small">Loss over epochs</h3>
        )}
        {accuracy && !tall && <span className="small quiet">over epochs</span>}
        {loss && <Chip label="Log scale" on={logScale} onChange={(on) => show({ logScale: on })} />}
      </div>
      <Suspense fallback={<div className="curves" />}>
        {loss && <Curves measure="loss" log={logScale} />}
        {accuracy && tall && <h3 className="small">Accuracy over epochs</h3>}
        {accuracy && (tall || !loss) && <Curves measure="accuracy" log={false} />}
      </Suspense>
    </>
  );
}

function ViewToggles() {
  const showTrain = useScreen((state) => state.showTrain);
  const showValidation = useScreen((state) => state.showValidation);
  const showTest = useScreen((state) => state.showTest);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of toggles, no form
    <div className="toggles" role="group" aria-label="Points shown">
      <span className="small quiet toggles-name">Points</span>
      <Chip label="Train" name="Train points" on={showTrain} onChange={(on) => show({ showTrain: on })} />
      <Chip
        label="Validation"
        name="Validation points"
        on={showValidation}
        onChange={(on) => show({ showValidation: on })}
      />
      <Chip label="Test" name="Test points" on={showTest} onChange={(on) => show({ showTest: on })} />
    </div>
  );
}
