import { useEffect, useRef } from 'react';
import { short } from '@/paint/numbers';
import { drawRidges } from '@/paint/ridges';
import type { Frame } from '@/protocol/frames';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { select, useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import {
  gradientTelling,
  normsOf,
  type Past,
  remembered,
  rowsOf,
  WHATS,
  type What,
  weightsTelling,
} from './spread_view';

const VIEW = { kind: 'spread' } as const;
const RATE_HZ = 4;
const HEIGHT = 64;
const TITLES: Readonly<Record<What, string>> = {
  weights: 'Weights',
  biases: 'Biases',
  activations: 'Activations',
  gradients: 'Gradients',
};

/** Weights, biases, activations and gradients of every layer over time. Nothing of it is computed while it is closed. */
export function SpreadCard() {
  const { session } = useGlass();
  useWatch(VIEW, RATE_HZ);
  const past = useRef<Past[]>([]);
  const seen = useRef<Frame>(undefined);
  const selected = useScreen(({ selection }) => (selection && 'node' in selection ? selection.node : null));
  const frame = (): Frame | undefined => session.tensors.get(session.run.store.getState().run ?? '', 'spread');
  const shape = useLatest(VIEW, () =>
    rowsOf(frame())
      .map(({ node, what }) => `${node}/${what}`)
      .join(' '),
  );
  const told = useLatest(VIEW, () => JSON.stringify(normsOf(frame())));
  const norms = parsed(told);
  const most = Math.max(...norms.map(([, norm]) => norm), 0);
  // Every painter asks: the newest frame is remembered once.
  const history = (): Past[] => {
    const now = frame();
    if (now && now !== seen.current) {
      if (seen.current?.run !== now.run) past.current = [];
      past.current = remembered(past.current, now);
      seen.current = now;
    }
    return past.current;
  };
  const rows = shape === '' ? [] : shape.split(' ');
  const nodes = [...new Set(rows.map((row) => row.split('/')[0] ?? ''))];
  return (
    <div className="card card-spread">
      <h2>
        Histograms <span className="quiet small">of this batch, over time: the newest in front</span>
      </h2>
      {nodes.length === 0 ? (
        <p className="quiet small" role="status">
          Looking into the network for the first time takes a moment.
        </p>
      ) : (
        <>
          <p className="small" role="status">
            {gradientTelling(norms)}
          </p>
          <table className="spread-table">
            <thead>
              <tr>
                <th scope="col">Layer</th>
                {WHATS.map((what) => (
                  <th scope="col" key={what}>
                    {TITLES[what]}
                  </th>
                ))}
                <th scope="col">Gradient norm</th>
              </tr>
            </thead>
            <tbody>
              {nodes.map((node) => (
                <tr key={node} data-selected={node === selected || undefined}>
                  <th scope="row">
                    <button type="button" className="link" onClick={() => select({ kind: 'layer', node })}>
                      {node}
                    </button>
                  </th>
                  {WHATS.map((what) => (
                    <td key={what}>{rows.includes(`${node}/${what}`) && <Ridges {...{ node, what, history }} />}</td>
                  ))}
                  <td>
                    <Norm norm={norms.find(([name]) => name === node)?.[1]} most={most} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}

function parsed(text: string): [string, number][] {
  const read: unknown = JSON.parse(text);
  return Array.isArray(read)
    ? read.flatMap((one: unknown): [string, number][] => (Array.isArray(one) ? [[String(one[0]), Number(one[1])]] : []))
    : [];
}

const DECADES = 6;

/** A norm as a bar on a logarithmic scale: each sixth is a factor of ten. */
function Norm({ norm, most }: { norm: number | undefined; most: number }) {
  if (norm === undefined) return null;
  const part = norm > 0 && most > 0 ? Math.max(0, 1 + Math.log10(norm / most) / DECADES) : 0;
  return (
    <span className="spread-norm number small">
      <span className="spread-bar" aria-hidden style={{ inlineSize: `${Math.round(100 * part)}%` }} />
      {norm < 0 ? 'not finite' : short(norm)}
    </span>
  );
}

interface RidgesProps {
  node: string;
  what: What;
  history: () => Past[];
}

function Ridges({ node, what, history }: RidgesProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(history);
  latest.current = history;
  const words = useLatest(VIEW, () => {
    const row = rowIn(latest.current().at(-1), node, what);
    if (!row) return '';
    const count = what === 'weights' ? weightsTelling(row) : what === 'activations' ? silent(row.zeros, row.total) : '';
    return `±${short(row.reach)}|${count}|${short(row.rms)}`;
  });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    return session.ticker.registerPainter({
      element,
      version: () =>
        session.tensors.version(session.run.store.getState().run ?? '', 'spread') + element.clientWidth / 10_000,
      paint() {
        const pen = element.getContext('2d');
        const spreads = latest.current().flatMap((one) => rowIn(one, node, what) ?? []);
        if (!pen || spreads.length === 0) return;
        const [ratio, width] = [window.devicePixelRatio || 1, element.clientWidth];
        element.width = Math.round(width * ratio);
        element.height = Math.round(HEIGHT * ratio);
        pen.setTransform(ratio, 0, 0, ratio, 0, 0);
        drawRidges(pen, spreads, { width, height: HEIGHT }, theme);
      },
    });
  }, [session, theme, node, what]);
  const [reach = '', count = '', rms = ''] = words.split('|');
  const label = `${TITLES[what]} of ${node}: within ${reach}, typically ${rms}${count === '' ? '' : `, ${count}`}`;
  return (
    <>
      <canvas ref={canvas} className="ridges" style={{ blockSize: HEIGHT }} role="img" aria-label={label} />
      <span className="spread-words number">
        {reach} {count !== '' && <b>{count}</b>}
      </span>
    </>
  );
}

const silent = (zeros: number, total: number): string =>
  zeros > 0 ? `${Math.round((100 * zeros) / Math.max(1, total))} % zero` : '';

const rowIn = (one: Past | undefined, node: string, what: What) =>
  one?.rows.find((row) => row.node === node && row.what === what);
