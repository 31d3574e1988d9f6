import { useState } from 'react';
import { Segments } from '@/panels/Segments';
import type { Frame } from '@/protocol/frames';
import { type Beat, type Volumes, volumesIn } from './reading';

type Quantity = 'diastole' | 'systole' | 'ejected';

const QUANTITIES = [
  ['ejected', 'EF'],
  ['diastole', 'EDV'],
  ['systole', 'ESV'],
] as const satisfies readonly (readonly [Quantity, string])[];
const TELLS: Record<Quantity, string> = {
  ejected: 'Ejection fraction: the share of the blood that a beat pumps out, (EDV − ESV) / EDV.',
  diastole: 'End-diastolic volume: how much there is when the heart is filled.',
  systole: 'End-systolic volume: how much is left when it has pumped.',
};
const SIDE = 150;

/** The class whose volume is asked for first: the pool of the left ventricle, where the names tell. */
export function firstClass(names: readonly string[]): number {
  const found = names.findIndex((name, number) => number > 0 && /\bLV\b|left|pool|cavity/i.test(name));
  return found > 0 ? found : 1;
}

const text = (beat: Beat, quantity: Quantity): string => {
  const value = beat[quantity];
  if (!Number.isFinite(value)) return '–';
  return quantity === 'ejected' ? `${Math.round(100 * value)} %` : `${value.toFixed(0)} ml`;
};

/** The mean of predicted minus true, over groups that have both. */
export function bias(volumes: readonly Volumes[], quantity: Quantity): number {
  const found = volumes
    .map(({ truth, predicted }) => predicted[quantity] - truth[quantity])
    .filter((value) => Number.isFinite(value));
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

/** What hearts pump, from true and predicted masks: a table by patient and a picture of both. */
export function VolumesPart({ frame, names }: { frame: Frame; names: readonly string[] }) {
  const [number, setNumber] = useState(() => firstClass(names));
  const [quantity, setQuantity] = useState<Quantity>('ejected');
  const volumes = volumesIn(frame, number);
  if (volumes.length === 0) return null;
  const off = bias(volumes, quantity);
  const offText = quantity === 'ejected' ? `${(100 * off).toFixed(1)} points` : `${off.toFixed(1)} ml`;
  return (
    <section aria-label="Volumes">
      <h3 className="small">Volumes by patient</h3>
      <div className="mask-row">
        {names.length > 2 && (
          <Segments
            label="Class whose volume is shown"
            value={String(number)}
            options={names.slice(1).map((name, at) => [String(at + 1), name] as const)}
            onChange={(id) => setNumber(Number(id))}
          />
        )}
        <Segments label="Quantity" value={quantity} options={QUANTITIES} onChange={setQuantity} />
      </div>
      <div className="volumes">
        <Scatter volumes={volumes} quantity={quantity} />
        <div>
          <p className="small quiet">
            {TELLS[quantity]}{' '}
            {Number.isFinite(off) && `Predicted minus true, on average: ${offText.replace('-', '−')}.`}
          </p>
          <div className="region-scroll">
            <table className="region-table number">
              <thead>
                <tr>
                  <th scope="col">Patient</th>
                  <th scope="col">EDV</th>
                  <th scope="col">predicted</th>
                  <th scope="col">ESV</th>
                  <th scope="col">predicted</th>
                  <th scope="col">EF</th>
                  <th scope="col">predicted</th>
                </tr>
              </thead>
              <tbody>
                {volumes.map(({ group, truth, predicted }) => (
                  <tr key={group}>
                    <th scope="row">{group + 1}</th>
                    {(['diastole', 'systole', 'ejected'] as const).flatMap((one) => [
                      <td key={`${one} truth`}>{text(truth, one)}</td>,
                      <td key={`${one} predicted`}>{text(predicted, one)}</td>,
                    ])}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      </div>
    </section>
  );
}

/** Truth to the right, prediction upwards: what agrees lies on the slanting line. */
function Scatter({ volumes, quantity }: { volumes: readonly Volumes[]; quantity: Quantity }) {
  const points = volumes
    .map(({ group, truth, predicted }) => ({ group, x: truth[quantity], y: predicted[quantity] }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const all = points.flatMap(({ x, y }) => [x, y]);
  const low = quantity === 'ejected' ? Math.min(0, ...all) : 0;
  const high = quantity === 'ejected' ? 1 : Math.max(1, ...all) * 1.08;
  const px = (value: number): number => 26 + ((value - low) / (high - low)) * (SIDE - 34);
  const py = (value: number): number => SIDE + 6 - px(value);
  const end = quantity === 'ejected' ? '100 %' : `${high.toFixed(0)} ml`;
  return (
    <svg
      className="volume-plot"
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      role="img"
      aria-label={`Predicted against true, ${points.length} patients`}
    >
      <line className="axis" x1={px(low)} y1={py(low)} x2={px(high)} y2={py(low)} />
      <line className="axis" x1={px(low)} y1={py(low)} x2={px(low)} y2={py(high)} />
      <line className="same" x1={px(low)} y1={py(low)} x2={px(high)} y2={py(high)} />
      {points.map(({ group, x, y }) => (
        <circle key={group} className="dot" cx={px(x)} cy={py(y)} r="3.2">
          <title>{`Patient ${group + 1}`}</title>
        </circle>
      ))}
      <text x={px(high)} y={SIDE - 4} textAnchor="end">
        true {end}
      </text>
      <text x={14} y={py(high)} textAnchor="end" transform={`rotate(-90 14 ${py(high)})`}>
        predicted
      </text>
    </svg>
  );
}
