import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useFacts } from '@/editor/edit';
import { taskOf } from '@/editor/task';
import { createSurface, type PartedPoints } from '@/paint/surface';
import { useGlass, useProject, useRun } from '@/state/glass';
import { useWatch } from '@/state/latest';
import { borrowed, useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { pointsIn, reading, sampleAt, shownIn, valuesAt } from './big_view';

const FINE = 100;

function useSide(): [React.RefObject<HTMLCanvasElement | null>, number] {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [side, setSide] = useState(280);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSide(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [canvas, side];
}

/** The big view: what the network answers over the plane, or what one unit does. */
export function BigView() {
  const { session } = useGlass();
  const facts = useFacts();
  const theme = useTheme();
  const task = useProject((state) => taskOf(state.spec.data, facts));
  const { discretise, showTrain, showValidation, showTest } = useScreen();
  const node = useScreen((state) => borrowed(state)?.node);
  const number = useScreen((state) => borrowed(state)?.unit);
  const lookedAt = useRun((state) => state.looked_at);
  const [canvas, side] = useSide();
  const readout = useRef<HTMLDivElement>(null);
  const pointer = useRef<[number, number] | null>(null);

  const unit = node !== undefined && number !== undefined ? { node, unit: number } : null;
  useWatch({ kind: 'surface', size: FINE });
  useWatch({ kind: 'data' });
  useWatch(unit && { kind: 'unit', ...unit, size: FINE });

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const surface = createSurface(element);
    const borrowing = node !== undefined && number !== undefined ? { node, unit: number } : null;
    const key = borrowing ? `unit:${borrowing.node}:${borrowing.unit}` : 'surface';
    const parts = [
      ...(showTrain ? (['train'] as const) : []),
      ...(showValidation ? (['validation'] as const) : []),
      ...(showTest ? (['test'] as const) : []),
    ];
    let points: PartedPoints = {};
    let pointsVersion = -1;
    let asked: [number, number] | null = null;
    let changes = 0;
    let [seen, seenUnits] = [-1, -1];
    const run = () => session.run.store.getState().run ?? '';

    return session.ticker.registerPainter({
      element,
      version() {
        const now = session.tensors.version(run(), key);
        const units = borrowing && now === 0 ? session.tensors.version(run(), 'units') : 0;
        const data = session.tensors.version(run(), 'data');
        if (now !== seen || units !== seenUnits || (data !== pointsVersion && data > 0) || asked !== pointer.current) {
          changes += 1;
        }
        [seen, seenUnits, asked] = [now, units, pointer.current];
        if (data !== pointsVersion && data > 0) {
          pointsVersion = data;
          points = pointsIn(session.tensors, run(), parts);
        }
        return changes;
      },
      paint() {
        const shown = shownIn(session.tensors, run(), borrowing, task);
        if (!shown.map) return;
        const ring = lookedAt ? sampleAt(session.tensors, run(), lookedAt.index) : null;
        const ratio = window.devicePixelRatio || 1;
        surface.paint(
          { map: shown.map, kind: shown.kind, points, task, ring },
          { theme, width: side, height: side, ratio, axes: true, flat: discretise },
        );
        const at = asked && surface.planeAt(asked[0], asked[1]);
        if (!readout.current) return;
        const text = at ? `(${at[0].toFixed(1)}, ${at[1].toFixed(1)})  ${reading(shown, valuesAt(shown, ...at))}` : '';
        readout.current.textContent = text.replaceAll('-', '−');
      },
    });
  }, [session, canvas, theme, task, side, discretise, showTrain, showValidation, showTest, node, number, lookedAt]);

  function onPointerMove(event: PointerEvent<HTMLCanvasElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    pointer.current = [event.clientX - box.left, event.clientY - box.top];
  }
  return (
    <div className="big-view">
      <canvas
        ref={canvas}
        className="big-canvas"
        role="img"
        aria-label={unit ? 'What this unit answers over the plane' : 'What the network answers over the plane'}
        onPointerMove={onPointerMove}
        onPointerLeave={() => {
          pointer.current = null;
        }}
      />
      <div ref={readout} className="readout number" aria-hidden />
    </div>
  );
}
