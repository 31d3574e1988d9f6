import { Pencil } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useBorrowed, useColumns } from '@/diagram/borrowed';
import { unitTitle } from '@/diagram/network';
import { useFacts } from '@/editor/edit';
import { useInputNames } from '@/editor/inputs';
import { classesOf, isMasked, type WholeTask, wholeTaskOf } from '@/editor/task';
import { ImageOutput } from '@/images/ImageOutput';
import { ChosenLine } from '@/inside/ChosenLine';
import { useValuesView } from '@/inside/values';
import { measuresOf } from '@/live/series';
import { MaskOutput } from '@/masks/MaskOutput';
import { BrushTools } from '@/points/BrushTools';
import { draw, useBrush } from '@/points/brush';
import { isCurve } from '@/points/own';
import { labelName } from '@/points/telling';
import { isImages, isPoints, isTable } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { look, useLooking } from '@/state/looking';
import { useMasking } from '@/state/masking';
import { useMayChange } from '@/state/permits';
import { show, useScreen } from '@/state/screen';
import { AxesChoice } from '@/tables/AxesChoice';
import { LossTab } from '@/tables/LossTab';
import { MarkLine } from '@/tables/MarkLine';
import { tablePlane } from '@/tables/plane';
import { ScoresTab } from '@/tables/ScoresTab';
import { BigView } from './BigView';
import { Chip } from './Chip';
import { CurvesPart } from './CurvesPart';
import { Legend } from './Legend';
import { sampleTelling, useLookedAt } from './looked_at';
import { MaskCurves } from './MaskCurves';
import { Numbers } from './Numbers';
import { Segments } from './Segments';

const TELLS = {
  binary: 'How sure it is of each class, everywhere',
  multiclass: 'Which class it expects, everywhere',
  regression: 'The value it predicts, everywhere',
};

/** Results: the big view, the numbers and the curves. */
export function OutputPanel() {
  const facts = useFacts();
  const task = useProject((state) => wholeTaskOf(state.spec.data, facts));
  const images = useProject((state) => isImages(state.spec.data));
  const masks = useProject((state) => isMasked(state.spec.data, facts));
  const wide = useMasking((state) => state.wide);
  const measures = measuresOf(masks ? 'segmentation' : task);
  return (
    <section
      className="panel output-panel"
      aria-label="Output"
      data-images={images || undefined}
      data-masks={masks || undefined}
      data-wide={(masks && wide) || undefined}
    >
      {!images ? <PlaneOutput task={task} /> : masks ? <MaskOutput /> : <ImageOutput />}
      {masks ? (
        <div className="mask-results">
          <Numbers measures={measures} />
          <MaskCurves measures={measures} />
        </div>
      ) : (
        <>
          <Numbers measures={measures} />
          <CurvesPart accuracy={task !== 'regression'} />
        </>
      )}
    </section>
  );
}

/** What the network, or one unit, answers over the plane. */
function PlaneOutput({ task }: { task: WholeTask }) {
  const names = useInputNames();
  const data = useProject((state) => state.spec.data);
  const tab = useLooking((state) => state.tab);
  const table = isTable(data) ? data : null;
  const things = table ? 'rows' : 'points';
  const shown = tab === 'sample';
  const classes = useClassNames();
  const drawing = useBrush((state) => state.on) && !table;
  const columns = useColumns();
  const unit = useBorrowed();
  const pinned = useScreen((state) => state.selection?.kind === 'unit' && !state.hovered);
  const discretise = useScreen((state) => state.discretise);
  const looked = useLookedAt();
  const chosen = useValuesView() !== null;
  const column = columns.find(({ node }) => node === unit?.node);
  return (
    <>
      <div className="panel-head">
        <h2>{column && unit ? unitTitle(column, unit.unit, names) : 'Output'}</h2>
        <Segments
          label="Output shown"
          value={tab}
          options={table ? OF_TABLES : OF_POINTS}
          onChange={(next) => {
            draw(false);
            look({ tab: next });
          }}
        />
      </div>
      {tab === 'confusion' && <Results tab={<ScoresTab things={things} />} />}
      {tab === 'gallery' && <Results tab={<LossTab things={things} />} />}
      {!shown ? null : drawing ? (
        <BrushTools />
      ) : chosen && !looked ? (
        <ChosenLine />
      ) : looked ? (
        <p className="tells tells-sample number small">{sampleTelling(looked, task)}</p>
      ) : (
        <p className="tells small quiet">
          {column
            ? `What this unit answers${pinned ? '. Esc lets go' : ', everywhere'}`
            : isPoints(data) && isCurve(data)
              ? 'Points over x, and the line it has learned'
              : TELLS[task]}
        </p>
      )}
      {shown && (
        <>
          {table && (
            <AxesChoice data={table}>
              <Chip label="Discretise" on={discretise} onChange={(on) => show({ discretise: on })} />
            </AxesChoice>
          )}
          <BigView />
          <Legend />
          {!drawing && <MarkLine names={classes} things={things} />}
          {!drawing && <ViewToggles />}
          {!table && !drawing && <ViewTools />}
        </>
      )}
    </>
  );
}

const OF_TABLES = [
  ['sample', 'Surface'],
  ['confusion', 'Scores'],
  ['gallery', 'Rows'],
] as const;
const OF_POINTS = [
  ['sample', 'Surface'],
  ['confusion', 'Scores'],
  ['gallery', 'Losses'],
] as const;

function Results({ tab }: { tab: React.ReactNode }) {
  return <div className="table-results">{tab}</div>;
}

/** What the classes are called here; nothing of values. */
function useClassNames(): readonly string[] {
  const facts = useFacts();
  const { session } = useGlass();
  const data = useProject((state) => state.spec.data);
  const table = useLatest({ kind: 'data' }, () => tablePlane(session.tensors, session.run.store.getState().run ?? ''));
  const count = classesOf(data, facts);
  return table ? table.classes : Array.from({ length: count }, (_, number) => labelName(number, count));
}

function ViewTools() {
  const discretise = useScreen((state) => state.discretise);
  const may = useMayChange('data');
  return (
    <div className="view-tools">
      {may && (
        <Button id="draw-points" className="chip chip-small" onPress={() => draw(true)}>
          <Pencil size={13} aria-hidden /> Draw points
        </Button>
      )}
      <Chip label="Discretise" on={discretise} onChange={(on) => show({ discretise: on })} />
    </div>
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
