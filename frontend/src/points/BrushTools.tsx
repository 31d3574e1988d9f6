import { Check, Eraser, Trash2 } from 'lucide-react';
import { Button, ToggleButton } from 'react-aria-components';
import { useFacts } from '@/editor/edit';
import { Track } from '@/editor/fields/Track';
import { classesOf } from '@/editor/task';
import { signedColour } from '@/paint/colour';
import { IconButton } from '@/panels/IconButton';
import { ClassMark } from '@/panels/Legend';
import { isPoints } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useTheme } from '@/state/theme';
import { brush, endDrawing, useBrush, VALUES } from './brush';
import { isCurve, lacking, MOST } from './own';
import { labelName } from './telling';
import { useOwn } from './use_own';

/** What the brush draws, how wide it is, and what the points still lack. */
export function BrushTools() {
  const own = useOwn();
  const facts = useFacts();
  const data = useProject((state) => state.spec.data);
  const { erasing, radius, draft } = useBrush();
  const classes = classesOf(data, facts);
  const { session } = useGlass();
  const version = useLatest({ kind: 'data' }, () =>
    session.tensors.version(session.run.store.getState().run ?? '', 'data'),
  );
  const points = draft ?? own.points();
  const builtIn = isPoints(data) && !(data.kind === 'points' && data.points);
  const curve = isPoints(data) && isCurve(data);
  const lack = points ? lacking(points, classes) : 'Waiting for the points.';
  const count = points?.length ?? 0;
  const told =
    lack ||
    (count >= MOST
      ? `There is room for ${MOST.toLocaleString('en-GB')} points; erase some first.`
      : builtIn
        ? 'Click sets a point, dragging sprays: this set becomes your own.'
        : 'Click sets a point, dragging sprays. Training goes on with what was learned.');
  return (
    <div className="brush-tools" data-version={version}>
      <div className="brush-row">
        {/* biome-ignore lint/a11y/useSemanticElements: a row of toggles, no form */}
        <div className="brush-swatches" role="group" aria-label="What the brush draws">
          {classes > 0 ? (
            <Classes classes={classes} />
          ) : curve ? (
            <span className="small">Height is value</span>
          ) : (
            <Values />
          )}
          <ToggleButton
            className="brush-swatch"
            aria-label="Eraser"
            isSelected={erasing}
            onChange={(on) => brush({ erasing: on })}
          >
            <Eraser size={16} aria-hidden />
          </ToggleButton>
        </div>
        <Button className="button brush-done" onPress={endDrawing}>
          <Check size={15} aria-hidden /> Done
        </Button>
      </div>
      <div className="brush-row">
        <div className="brush-size">
          <Track
            label={erasing ? 'Eraser size' : 'Brush size'}
            hint="How far from the pointer points are sprayed or erased. The plane is 12 wide."
            value={radius}
            min={0.1}
            max={2}
            step={0.1}
            text={String(Number((2 * radius).toFixed(1)))}
            onChange={(next) => brush({ radius: next })}
          />
        </div>
        <IconButton label="Clear all points" isDisabled={count === 0} onPress={() => own.keep([])}>
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </div>
      <p className="small quiet brush-note">
        <span className="number">{count.toLocaleString('en-GB')}</span> {count === 1 ? 'point' : 'points'}. {told}
      </p>
    </div>
  );
}

function Classes({ classes }: { classes: number }) {
  const theme = useTheme();
  const { erasing, label } = useBrush();
  const chosen = Math.min(label, classes - 1);
  return Array.from({ length: classes }, (_, number) => (
    <ToggleButton
      // biome-ignore lint/suspicious/noArrayIndexKey: a class has no other name than its number
      key={number}
      className="brush-swatch"
      aria-label={`Draw ${labelName(number, classes)} (key ${number + 1})`}
      isSelected={!erasing && chosen === number}
      onChange={() => brush({ label: number, erasing: false })}
    >
      <ClassMark number={number} theme={theme} />
    </ToggleButton>
  ));
}

function Values() {
  const theme = useTheme();
  const { erasing, value } = useBrush();
  return VALUES.map((one, at) => (
    <ToggleButton
      key={one}
      className="brush-swatch"
      aria-label={`Draw ${labelName(one, 0)} (key ${at + 1})`}
      isSelected={!erasing && value === one}
      onChange={() => brush({ value: one, erasing: false })}
    >
      <span className="brush-value" style={{ background: signedColour(one, theme) }} aria-hidden />
    </ToggleButton>
  ));
}
