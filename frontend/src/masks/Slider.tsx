import { type CSSProperties, useId } from 'react';
import { Hint } from '@/editor/fields/Hint';

interface SliderProps {
  label: string;
  hint: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value as people read it. */
  text: string;
  onChange: (value: number) => void;
}

interface SliderStyle extends CSSProperties {
  '--part': string;
}

/** A value on a track, in one line; it changes how something is looked at, and no run. */
export function Slider({ label, hint, value, min, max, step, text, onChange }: SliderProps) {
  const id = useId();
  const style: SliderStyle = { '--part': String((Math.min(max, Math.max(min, value)) - min) / (max - min)) };
  return (
    <Hint text={hint}>
      {(describedBy) => (
        <div className="mask-slider">
          <label htmlFor={id}>{label}</label>
          <input
            id={id}
            type="range"
            className="track"
            aria-valuetext={text}
            aria-describedby={describedBy}
            min={min}
            max={max}
            step={step}
            value={value}
            style={style}
            onChange={(event) => onChange(event.target.valueAsNumber)}
          />
          <span className="number">{text}</span>
        </div>
      )}
    </Hint>
  );
}
