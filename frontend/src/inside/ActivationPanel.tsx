import { useEffect, useRef } from 'react';
import { isHeld, unitEntry } from '@/editor/held';
import { drawActivation } from '@/paint/activation_plot';
import { short } from '@/paint/numbers';
import { useGlass, useProject } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { useTheme } from '@/state/theme';
import { activationTelling, curvesIn, factsOf } from './activation_view';
import { isFrameOf, unitNumbers, useValuesView } from './values';

interface ActivationPanelProps {
  node: string;
  /** The layer that may silence its units while training. */
  drop?: string | null;
  /** One unit; all of the layer where it is left out. */
  unit?: number;
  activation: string;
}

const HEIGHT = 84;
const RATE_HZ = 8;

/** An activation with its slope, where the sums of this batch fall, and the numbers of the example that is shown. */
export function ActivationPanel({ node, unit, activation, drop = null }: ActivationPanelProps) {
  const { session } = useGlass();
  const view = { kind: 'activation', node, unit: unit ?? null } as const;
  useWatch(view, RATE_HZ);
  const run = (): string => session.run.store.getState().run ?? '';
  const telling = useLatest(view, () => {
    const facts = factsOf(session.tensors.get(run(), `activation:${node}`));
    return facts && facts.unit === (unit ?? null) ? activationTelling(facts, activation) : '';
  });
  return (
    <section className="activation" aria-label={`Activation of ${node}`}>
      <Plot node={node} unit={unit} telling={telling} />
      <p className="small quiet activation-key" aria-hidden>
        <span className="key-solid" /> f(v) <span className="key-dashed" /> f′(v) <span className="key-bars" /> this
        batch’s v
      </p>
      {unit !== undefined && <SampleLine node={node} unit={unit} drop={drop} />}
      <p className="small">{telling === '' ? 'Looking into the network takes a moment.' : telling}</p>
    </section>
  );
}

function Plot({ node, unit, telling }: { node: string; unit: number | undefined; telling: string }) {
  const { session } = useGlass();
  const theme = useTheme();
  const asked = useValuesView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(asked);
  latest.current = asked;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const run = (): string => session.run.store.getState().run ?? '';
    const { tensors } = session;
    return session.ticker.registerPainter({
      element,
      version: () =>
        tensors.version(run(), `activation:${node}`) +
        tensors.version(run(), 'values') +
        element.clientWidth +
        (latest.current ? 0.5 : 0),
      paint() {
        const pen = element.getContext('2d');
        const curves = curvesIn(tensors, run(), node);
        if (!pen || !curves) return;
        const [ratio, width] = [window.devicePixelRatio || 1, element.clientWidth];
        element.width = Math.round(width * ratio);
        element.height = Math.round(HEIGHT * ratio);
        pen.setTransform(ratio, 0, 0, ratio, 0, 0);
        const fits = unit !== undefined && isFrameOf(tensors.get(run(), 'values'), latest.current);
        const numbers = fits ? unitNumbers(tensors, run(), { node, unit, drop: null }) : null;
        const at = numbers && numbers.sum !== null ? ([numbers.sum, numbers.value] as const) : null;
        drawActivation(pen, { ...curves, at }, { width, height: HEIGHT }, theme);
      },
    });
  }, [session, theme, node, unit]);
  return (
    <canvas
      ref={canvas}
      className="activation-plot"
      style={{ blockSize: HEIGHT }}
      role="img"
      aria-label={`Activation over the sums, its slope, and how the sums of this batch are spread. ${telling}`}
    />
  );
}

/** The sum, the activation and the output of a unit for the example that is shown. */
function SampleLine({ node, unit, drop }: { node: string; unit: number; drop: string | null }) {
  const { session } = useGlass();
  const held = useProject(({ spec }) => isHeld(spec.network, unitEntry(node, unit)));
  const view = useValuesView();
  useWatch(view);
  const text = useLatest({ kind: 'values' }, () => {
    const run = session.run.store.getState().run ?? '';
    if (!isFrameOf(session.tensors.get(run, 'values'), view)) return '';
    const numbers = unitNumbers(session.tensors, run, { node, unit, drop });
    if (!numbers || numbers.sum === null) return '';
    const silent = held ? ' held' : numbers.dropped ? ' dropped' : '';
    return `${short(numbers.sum)} ${short(numbers.value)}${silent}`;
  });
  if (!view)
    return (
      <p className="small quiet">
        Click a point of the output, or press . (full stop), to see the numbers of one sample.
      </p>
    );
  const [sum = '', value = '', silent] = text.split(' ');
  if (text === '') return null;
  return (
    <p className="number small sample-numbers">
      <span>
        v<sub>{unit + 1}</sub> = {sum}
      </span>
      {silent !== 'held' && (
        <span>
          φ(v<sub>{unit + 1}</sub>) = {value}
        </span>
      )}
      <span>
        y<sub>{unit + 1}</sub> = {silent === undefined ? value : `0, ${silent}`}
      </span>
    </p>
  );
}
