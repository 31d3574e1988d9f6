import { short } from '@/paint/numbers';
import { type Grid, knobAngle } from './flat_weights';
import { cellOf, type Weighed } from './weighing';

interface KnobProps {
  weighed: Weighed | null;
  grid: Grid;
  channel: number;
  cell: number | null;
  reach: number;
}

/** The knob of one cell: where it stands, and what it makes of what comes in. */
export function Knob({ weighed, grid, channel, cell, reach }: KnobProps) {
  const found = weighed && cell !== null ? cellOf(weighed, grid, cell, channel) : null;
  const row = Math.floor((cell ?? 0) / grid.columns) + 1;
  const column = ((cell ?? 0) % grid.columns) + 1;
  return (
    <div className="knob-line">
      <svg className="knob" viewBox="-12 -12 24 24" aria-hidden="true">
        <path d="M -7.8 7.8 A 11 11 0 1 1 7.8 7.8" className="knob-scale" />
        <circle r="8" className="knob-body" />
        <line y1="-2" y2="-8" className="knob-pointer" transform={`rotate(${knobAngle(found?.weight ?? 0, reach)})`} />
      </svg>
      {found ? (
        <p className="small number" role="status">
          Row {row}, column {column}: w<sub>i</sub> = <b>{short(found.weight)}</b>
          {found.input !== null && (
            <>
              {' '}
              <br />x<sub>i</sub> = {short(found.input)}, x<sub>i</sub> · w<sub>i</sub> ={' '}
              {short(found.input * found.weight)}
            </>
          )}
        </p>
      ) : (
        <p className="small quiet" aria-hidden>
          Pull a cell up or down to turn its knob, or choose it with the arrows and press + or −.
        </p>
      )}
    </div>
  );
}
