import { type CSSProperties, useId } from 'react';
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

interface TrackStyle extends CSSProperties {
  '--part': string;
}

/** A value on a track. */
export function Track({ label, hint, value, onChange, min, max, step, text, live, bare, middle }: TrackProps) {
  const id = useId();
  const shown = Math.min(max, Math.max(min, value));
  const style: TrackStyle = { '--part': String(max > min ? (shown - min) / (max - min) : 0) };
  const slider = (describedBy?: string) => (
    <input
      id={id}
      type="range"
      className="track"
      data-middle={middle || undefined}
      aria-label={bare ? label : undefined}
      aria-valuetext={text}
      aria-describedby={describedBy}
      min={min}
      max={max}
      step={step}
      value={shown}
      style={style}
      onChange={(event) => onChange(event.target.valueAsNumber)}
    />
  );
  if (bare) return slider();
  return (
    <Field label={label} hint={hint} live={live} id={id} aside={<span className="field-value number">{text}</span>}>
      {slider}
    </Field>
  );
}
