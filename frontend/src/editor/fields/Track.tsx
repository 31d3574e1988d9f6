import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { Field } from './Field';

interface TrackProps {
  label: string;
  hint: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step: number;
  /** The value as people read it. */
  text: string;
  live?: boolean;
  bare?: boolean;
  /** Marks zero, for values with a sign. */
  middle?: boolean;
}

/** A value on a track. */
export function Track({ label, hint, value, onChange, min, max, step, text, live, bare, middle }: TrackProps) {
  const shown = Math.min(max, Math.max(min, value));
  const part = (shown - min) / (max - min);
  const slider = (describedBy?: string) => (
    <Slider
      className="track"
      aria-label={label}
      value={shown}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={(next) => onChange(Array.isArray(next) ? (next[0] ?? shown) : next)}
    >
      <SliderTrack className="track-line" data-middle={middle || undefined}>
        <div className="track-fill" style={{ inlineSize: middle ? 0 : `${part * 100}%` }} />
        <SliderThumb
          className="track-thumb"
          {...(describedBy ? { 'aria-describedby': describedBy } : {})}
          aria-valuetext={text}
        />
      </SliderTrack>
    </Slider>
  );
  if (bare) return slider();
  return (
    <Field label={label} hint={hint} live={live} aside={<span className="field-value number">{text}</span>}>
      {slider}
    </Field>
  );
}
