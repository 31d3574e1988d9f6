import { type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useBorrowed } from '@/diagram/borrowed';
import { useFacts } from '@/editor/edit';
import { wholeTaskOf } from '@/editor/task';
import { isPart, useValuesView } from '@/inside/values';
import { type AxisLook, planeIn } from '@/paint/plane';
import { createSurface, type PartedPoints } from '@/paint/surface';
import { LineLayer } from '@/perceptron/LineLayer';
import { BrushLayer } from '@/points/BrushLayer';
import { drawnPoints, useBrush } from '@/points/brush';
import { isCurve, shownPoints } from '@/points/own';
import { isPoints } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { chooseSample, look } from '@/state/looking';
import { useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { usePlaneFields } from '@/tables/axes';
import { markedPlaces, useMarked } from '@/tables/marks';
import { axesOf, placeTelling, type TablePlane, tablePlane } from '@/tables/plane';
import { hasUnit, nearestPoint, pointsIn, reading, type Shown, sampleAt, shownIn, valuesAt } from './big_view';
import { useLookedAt } from './looked_at';

const FINE = 100;
const NEAR_PX = 12;

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
  const { session, project } = useGlass();
  const facts = useFacts();
  const theme = useTheme();
  const task = useProject((state) => wholeTaskOf(state.spec.data, facts));
  const discretise = useScreen((state) => state.discretise);
  const showTrain = useScreen((state) => state.showTrain);
  const showValidation = useScreen((state) => state.showValidation);
  const showTest = useScreen((state) => state.showTest);
  const unit = useBorrowed();
  const lookedAt = useLookedAt();
  const asked = useValuesView();
  const ringed = lookedAt ? `train ${lookedAt.index}` : asked?.part ? `${asked.part} ${asked.index}` : '';
  const ofPoints = useProject((state) => isPoints(state.spec.data));
  const curve = useProject(({ spec }) => isPoints(spec.data) && isCurve(spec.data)) && unit === null;
  const drawing = useBrush((state) => state.on) && ofPoints;
  const cell = useMarked();
  const marked = drawing ? null : cell;
  const [canvas, side] = useSide();
  const readout = useRef<HTMLDivElement>(null);
  const pointer = useRef<[number, number] | null>(null);

  // A unit that was just added is not in the run yet, which is still the one before the edit.
  const there = useLatest({ kind: 'units' }, () => {
    const run = session.run.store.getState().run ?? '';
    return unit !== null && hasUnit(session.tensors, run, unit);
  });
  const fields = usePlaneFields();
  useWatch({ kind: 'surface', size: FINE, ...fields });
  useWatch({ kind: 'data', ...fields });
  useWatch(unit && there ? { kind: 'unit', ...unit, size: FINE, ...fields } : null);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const surface = createSurface(element);
    const key = unit ? `unit:${unit.node}:${unit.unit}` : 'surface';
    const parts = [
      ...(showTrain ? (['train'] as const) : []),
      ...(showValidation ? (['validation'] as const) : []),
      ...(showTest ? (['test'] as const) : []),
    ];
    let points: PartedPoints = {};
    let table: TablePlane | null = null;
    let axes: AxisLook | undefined;
    let pointsVersion = -1;
    let asked: [number, number] | null = null;
    let changes = 0;
    let [seen, seenUnits, seenMarks] = [-1, -1, -1];
    let own: ReturnType<typeof drawnPoints> = null;
    let shown: Shown | null = null;
    const run = () => session.run.store.getState().run ?? '';

    return session.ticker.registerPainter({
      element,
      version() {
        const now = session.tensors.version(run(), key);
        const units = unit && now === 0 ? session.tensors.version(run(), 'units') : 0;
        const data = session.tensors.version(run(), 'data');
        const marks = marked ? session.tensors.version(run(), 'losses') : 0;
        if (
          now !== seen ||
          units !== seenUnits ||
          (data !== pointsVersion && data > 0) ||
          asked !== pointer.current ||
          marks !== seenMarks
        ) {
          changes += 1;
        }
        [seen, seenUnits, seenMarks, asked] = [now, units, marks, pointer.current];
        const drawn = drawnPoints(useBrush.getState(), project.getState().spec.data);
        if ((data !== pointsVersion && data > 0) || drawn !== own) {
          if (drawn !== own) changes += 1;
          [pointsVersion, own] = [data, drawn];
          points = own ? shownPoints(own, session.tensors, run(), parts) : pointsIn(session.tensors, run(), parts);
          table = tablePlane(session.tensors, run());
          axes = table ? axesOf(table) : undefined;
        }
        return changes;
      },
      paint() {
        const newest = shownIn(session.tensors, run(), unit, task);
        // While one draws, the picture stays until the next run has one.
        if (newest.map || !shown?.map) shown = newest;
        if (!shown.map && !own) return;
        const [part, index] = ringed.split(' ');
        const ring = isPart(part) ? sampleAt(session.tensors, run(), Number(index), part) : null;
        const ratio = window.devicePixelRatio || 1;
        surface.paint(
          {
            map: shown.map,
            kind: shown.kind,
            points,
            task,
            ring,
            look: axes,
            curve,
            marks: markedPlaces(session.tensors, run(), marked),
          },
          { theme, width: side, height: side, ratio, axes: true, flat: discretise },
        );
        const at = asked && surface.planeAt(asked[0], asked[1]);
        if (!readout.current) return;
        const where = at && (table ? placeTelling(table, at) : `(${at[0].toFixed(1)}, ${at[1].toFixed(1)})`);
        const text = at ? `${where}  ${reading(shown, valuesAt(shown, ...at), table)}` : '';
        readout.current.textContent = text.replaceAll('-', '−');
      },
    });
  }, [
    session,
    project,
    canvas,
    theme,
    task,
    side,
    discretise,
    showTrain,
    showValidation,
    showTest,
    unit,
    curve,
    ringed,
    marked,
  ]);

  function onPointerMove(event: PointerEvent<HTMLCanvasElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    pointer.current = [event.clientX - box.left, event.clientY - box.top];
  }
  /** The point under the pointer, or none any more: the keys , and . go from point to point. */
  function onClick(event: MouseEvent<HTMLCanvasElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const run = session.run.store.getState().run ?? '';
    const table = tablePlane(session.tensors, run) !== null;
    const at = planeIn(side, side, true, table).at(event.clientX - box.left, event.clientY - box.top);
    const shown = [showTrain && 'train', showValidation && 'validation', showTest && 'test'].filter(isPart);
    const points = pointsIn(session.tensors, run, shown);
    const found = at && nearestPoint(points, at, (12 * NEAR_PX) / side);
    const rows = found && session.tensors.get(run, 'data')?.tensors.get(`${found.part}.index`)?.data;
    if (found) chooseSample(found.part, rows?.[found.index] ?? found.index);
    else look({ chosen: false });
  }
  return (
    <div className="big-view" data-drawing={drawing || undefined} data-named={!ofPoints || undefined}>
      <canvas
        ref={canvas}
        className="big-canvas"
        role="img"
        aria-label={unit ? 'What this unit answers over the plane' : 'What the network answers over the plane'}
        onClick={onClick}
        onPointerMove={onPointerMove}
        onPointerLeave={() => {
          pointer.current = null;
        }}
      />
      {drawing && <BrushLayer side={side} />}
      <LineLayer side={side} />
      <div ref={readout} className="readout number" aria-hidden />
    </div>
  );
}
