import { Matrix } from '@/images/ConfusionTab';
import { PARTS } from '@/images/SampleStrip';
import { Segments } from '@/panels/Segments';
import { look, openCell, useLooking } from '@/state/looking';
import { short } from './choosing';
import { markCell } from './marks';
import { figuresIn, namesIn, pathOf, residualsIn, type Things } from './scores';
import { useScored } from './use_scored';

/** How well the examples of a part are learned: the figures, and where the mistakes are. */
export function ScoresTab({ things }: { things: Things }) {
  const part = useLooking((state) => state.judged);
  const frame = useScored({ kind: 'scores', part });
  const figures = frame && figuresIn(frame, things);
  const counts = frame?.tensors.get('counts')?.data;
  const precision = frame?.tensors.get('precision')?.data;
  const recall = frame?.tensors.get('recall')?.data;
  return (
    <>
      <Segments
        label={things === 'rows' ? 'Rows judged' : 'Points judged'}
        value={part}
        options={PARTS}
        onChange={(judged) => look({ judged })}
      />
      {!figures && <p className="small quiet">Counting: the scores come with the first step.</p>}
      {figures?.samples === 0 && (
        <p className="small quiet">This part of the data has no {things}: give it a share in the data panel.</p>
      )}
      {figures && figures.samples > 0 && (
        <dl className="figures number">
          {figures.lines.map(({ name, text, hint }) => (
            <div key={name} title={hint}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {figures &&
        counts instanceof Int32Array &&
        precision instanceof Float32Array &&
        recall instanceof Float32Array && (
          <Matrix
            {...{ counts, precision, recall, things }}
            names={[...figures.classes]}
            onCell={things === 'rows' ? openCell : (truth, predicted) => markCell(part, truth, predicted)}
          />
        )}
      {figures && figures.classes.length === 2 && <Roc things={things} />}
      {figures && figures.classes.length === 0 && <Residuals things={things} />}
    </>
  );
}

const SIDE = 100;

/** What it costs in false alarms to find more of the second class. */
function Roc({ things }: { things: Things }) {
  const part = useLooking((state) => state.judged);
  const frame = useScored({ kind: 'roc', part });
  const path = pathOf(frame, 'false_positive', 'true_positive', SIDE);
  const { area, positive: called } = frame?.meta ?? {};
  const positive = things === 'rows' ? String(called) : namesIn(['0', '1'], things)[1];
  if (path === '') return <p className="small quiet">A ROC curve takes {things} of both classes.</p>;
  const told = typeof area === 'number' ? `area ${short(Number(area.toPrecision(3)))}` : '';
  return (
    <figure className="roc">
      <svg viewBox={`-1 -1 ${SIDE + 2} ${SIDE + 2}`} role="img" aria-label={`ROC curve of ${positive}, ${told}`}>
        <rect className="roc-frame" width={SIDE} height={SIDE} />
        <path className="roc-guess" d={`M0 ${SIDE}L${SIDE} 0`} />
        <path className="roc-curve" d={path} />
      </svg>
      <figcaption className="small">
        <b>ROC</b>, <span className="number">{told}</span>
        <span className="quiet">
          {' '}
          Up: how many of {positive} are found. Right: false alarms among the others. A lower threshold goes along the
          curve; the diagonal is guessing.
        </span>
      </figcaption>
    </figure>
  );
}

const [WIDTH, HEIGHT] = [280, 150];

/** How far off the values are, over what was said. */
function Residuals({ things }: { things: Things }) {
  const part = useLooking((state) => state.judged);
  const frame = useScored({ kind: 'residuals', part });
  const plot = residualsIn(frame, WIDTH, HEIGHT);
  if (!plot) return <p className="small quiet">No residuals yet: they come with the first step.</p>;
  const [low, high, reach] = [plot.low, plot.high, plot.reach].map((value) => short(Number(value.toPrecision(3))));
  return (
    <figure className="residuals">
      <svg
        viewBox={`-2 0 ${WIDTH + 4} ${HEIGHT}`}
        role="img"
        aria-label={`Residuals over predictions from ${low} to ${high}; the largest is ${reach}`}
      >
        <path className="roc-guess" d={`M0 ${HEIGHT / 2}H${WIDTH}`} />
        <path className="residual-dots" d={plot.path} />
      </svg>
      <div className="residual-ends number small quiet" aria-hidden>
        <span>{low}</span>
        <span>prediction</span>
        <span>{high}</span>
      </div>
      <figcaption className="small quiet">
        Truth minus prediction, up to ±{reach}. Dots without a pattern around the line: nothing is left to learn. A bow
        or a funnel: the network misses something, or some {things} are harder than others.
      </figcaption>
    </figure>
  );
}
