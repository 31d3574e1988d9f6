import { RotateCcw } from 'lucide-react';
import { type MaskMode, WHOLE_WINDOW } from '@/paint/mask_scene';
import { Chip } from '@/panels/Chip';
import { IconButton } from '@/panels/IconButton';
import { Segments } from '@/panels/Segments';
import { mask, useMasking } from '@/state/masking';
import { Slider } from './Slider';

const MODES = [
  ['overlay', 'Overlay'],
  ['probability', 'Probability'],
  ['loss', 'Loss'],
  ['errors', 'Errors'],
] as const satisfies readonly (readonly [MaskMode, string])[];

/** How images with masks are shown: what lies over them, how opaque, and which greys are spread. */
export function ViewControls({ names }: { names: readonly string[] }) {
  const mode = useMasking((state) => state.mode);
  const truth = useMasking((state) => state.truth);
  const prediction = useMasking((state) => state.prediction);
  const contour = useMasking((state) => state.contour);
  return (
    <div className="mask-controls">
      <div className="mask-row">
        <Segments
          label="What lies over the image"
          value={mode}
          options={MODES}
          onChange={(next) => mask({ mode: next })}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a row of toggles, no form */}
      <div className="toggles" role="group" aria-label="Layers">
        <Chip label="Truth" on={truth} onChange={(on) => mask({ truth: on })} />
        <Chip label="Prediction" on={prediction} onChange={(on) => mask({ prediction: on })} />
        <Chip label="Outlines" on={contour} onChange={(on) => mask({ contour: on })} />
      </div>
      {mode === 'probability' && names.length > 2 && <ShownClass names={names} />}
      <Sliders two={names.length === 2} greys={mode === 'overlay' || mode === 'errors'} />
    </div>
  );
}

function ShownClass({ names }: { names: readonly string[] }) {
  const shown = useMasking((state) => state.shown);
  return (
    <Segments
      label="Class whose probability is shown"
      value={String(Math.min(shown, names.length - 1))}
      options={names.map((name, number) => [String(number), name] as const)}
      onChange={(id) => mask({ shown: Number(id) })}
    />
  );
}

function Sliders({ two, greys }: { two: boolean; greys: boolean }) {
  const { opacity, threshold, window, level, mode } = useMasking();
  const whole = window === WHOLE_WINDOW.window && level === WHOLE_WINDOW.level;
  return (
    <div className="mask-sliders">
      {mode === 'overlay' && (
        <Slider
          label="Fill"
          hint="How opaque the fill is. Without the prediction, the truth is filled."
          value={opacity}
          min={0}
          max={1}
          step={0.05}
          text={`${Math.round(100 * opacity)} %`}
          onChange={(value) => mask({ opacity: value })}
        />
      )}
      {two && (
        <Slider
          label="Threshold"
          hint="From which probability on a pixel counts. Lower: finds more, and more that is none. The curves use 50 %."
          value={threshold}
          min={0.02}
          max={0.98}
          step={0.02}
          text={`${Math.round(100 * threshold)} %`}
          onChange={(value) => mask({ threshold: value })}
        />
      )}
      {greys && (
        <>
          <Slider
            label="Window"
            hint="How many grey values are spread from black to white: narrow shows faint differences. Also by dragging with the right button, to the side."
            value={window}
            min={4}
            max={510}
            step={1}
            text={String(Math.round(window))}
            onChange={(value) => mask({ window: value })}
          />
          <Slider
            label="Level"
            hint="The grey value in the middle of the window: higher shows darker. Also by dragging with the right button, up and down."
            value={level}
            min={0}
            max={255}
            step={0.5}
            text={String(Math.round(level))}
            onChange={(value) => mask({ level: value })}
          />
        </>
      )}
      {greys && !whole && (
        <IconButton label="Whole range of greys" onPress={() => mask(WHOLE_WINDOW)}>
          <RotateCcw size={15} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
