import { Pencil, Trash2 } from 'lucide-react';
import { Button } from 'react-aria-components';
import { IconButton } from '@/panels/IconButton';
import { Segments } from '@/panels/Segments';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { look, useLooking } from '@/state/looking';
import { useClasses } from './ClassBars';
import { boardOf } from './drawing_board';
import type { Grid } from './flat_weights';
import { useBrushTint } from './photocell_brush';
import { className, truthIn } from './reading';
import { SampleSteps } from './SampleSteps';
import { partTitle } from './SampleStrip';

/** Which image is weighed: one of the data, or one that is drawn here. */
export function PhotocellTools({ grid }: { grid: Grid }) {
  const drawing = useLooking((state) => state.drawing);
  return (
    <div className="sample-deeds weights-deeds">{drawing ? <Drawing grid={grid} /> : <Choosing grid={grid} />}</div>
  );
}

function Choosing({ grid }: { grid: Grid }) {
  const { session } = useGlass();
  const names = useClasses();
  const part = useLooking((state) => state.part);
  const index = useLooking((state) => state.index);
  const truth = useLatest({ kind: 'maps' }, () =>
    truthIn(session.tensors.get(session.run.store.getState().run ?? '', 'maps')),
  );
  function draw(): void {
    const board = boardOf({ height: grid.rows, width: grid.columns, channels: grid.channels });
    board?.clear();
    look({ drawing: true });
  }
  return (
    <>
      <SampleSteps />
      <span className="small quiet">
        {partTitle(part)} image {index + 1}
        {truth !== null && `: ${className(names, truth)}`}
      </span>
      <Button className="button button-small" onPress={draw}>
        <Pencil size={14} aria-hidden /> Draw
      </Button>
    </>
  );
}

function Drawing({ grid }: { grid: Grid }) {
  const lit = useBrushTint((state) => state.lit);
  const board = boardOf({ height: grid.rows, width: grid.columns, channels: grid.channels });
  return (
    <>
      <Segments
        label="Brush"
        value={lit ? 'light' : 'shadow'}
        options={[
          ['light', 'Light'],
          ['shadow', 'Shadow'],
        ]}
        onChange={(next) => useBrushTint.setState({ lit: next === 'light' })}
      />
      <IconButton label="Clear" hint="All photocells in the dark." onPress={() => board?.clear()}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
      <Button className="button button-small" aria-label="Back to the sample" onPress={() => look({ drawing: false })}>
        Back
      </Button>
    </>
  );
}
