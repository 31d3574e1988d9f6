import { memo, useEffect, useMemo, useRef } from 'react';
import { heldWeights } from '@/editor/held';
import { drawEdges, flowAt } from '@/paint/edges';
import { drawHeld } from '@/paint/held_edges';
import { useGlass, useProject, useRun } from '@/state/glass';
import { useScreen } from '@/state/screen';
import { prefersStillness, useTheme } from '@/state/theme';
import { biasPlace, drawBias } from './bias_marks';
import { type EdgePlace, wiresOf } from './bundles';
import type { Layout } from './layout';
import type { Column } from './network';
import { learnedIn } from './numbers';

const FLOW_FRAME_MS = 33;
const FULL_WEIGHT = 4;

function prepare(canvas: HTMLCanvasElement, { width, height }: Layout): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const pen = canvas.getContext('2d');
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

interface WiringProps {
  columns: Column[];
  layout: Layout;
  hovered: EdgePlace | null;
}

/** The edges under the units. */
export function Edges({ columns, layout, hovered }: WiringProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const running = useRun((state) => state.status === 'running');
  const selected = useScreen((state) => state.selection);
  const canvas = useRef<HTMLCanvasElement>(null);
  const wires = useMemo(() => wiresOf(columns, layout), [columns, layout]);
  const entries = useProject((state) => state.spec.network.held);
  const held = useMemo(() => heldWeights(entries ?? []), [entries]);
  const marked = hovered ?? (selected?.kind === 'edge' ? selected : null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const run = () => session.run.store.getState().run;
    const flows = running && !prefersStillness();
    return session.ticker.registerPainter({
      element,
      version: () =>
        session.tensors.version(run() ?? '', 'weights') * 100_000 +
        (flows ? Math.floor(performance.now() / FLOW_FRAME_MS) % 100_000 : 0),
      paint() {
        const learned = learnedIn(session.tensors, run());
        if (!learned.weights(wires[0]?.node ?? '')) return;
        const pen = prepare(element, layout);
        if (!pen) return;
        let most = 1;
        for (const { node } of wires) for (const w of learned.weights(node) ?? []) most = Math.max(most, Math.abs(w));
        const scale = Math.min(FULL_WEIGHT, most);
        const flow = flows ? flowAt(performance.now()) : null;
        for (const { node, bundle } of wires) {
          const weights = learned.weights(node);
          const fits = weights?.length === bundle.fromY.length * bundle.toY.length;
          const highlight = marked?.node === node ? marked : null;
          if (weights && fits) drawHeld(pen, bundle, held.get(node) ?? [], theme);
          if (weights && fits) drawEdges(pen, bundle, weights, { theme, scale, flow, highlight });
        }
      },
    });
  }, [session, theme, running, wires, layout, marked, held]);
  return <canvas ref={canvas} className="diagram-canvas" aria-hidden />;
}

/** The biases over the units. */
export const Biases = memo(function Biases({ columns, layout }: Omit<WiringProps, 'hovered'>) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const run = () => session.run.store.getState().run;
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run() ?? '', 'weights'),
      paint() {
        const learned = learnedIn(session.tensors, run());
        if (!learned.weights(columns.at(-1)?.node ?? '')) return;
        const pen = prepare(element, layout);
        if (!pen) return;
        for (const [index, column] of columns.entries()) {
          const place = layout.columns[index];
          if (!place || !column.layer?.dense.bias) continue;
          for (const [unit, y] of place.ys.entries()) {
            const bias = learned.bias(column.node, unit);
            if (bias !== undefined) drawBias(pen, ...biasPlace(place.x, y, layout.size), bias, theme);
          }
        }
      },
    });
  }, [session, theme, columns, layout]);
  return <canvas ref={canvas} className="diagram-canvas diagram-biases" aria-hidden />;
});
