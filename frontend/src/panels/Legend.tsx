import { useEffect, useRef } from 'react';
import { useBorrowed } from '@/diagram/borrowed';
import { useFacts } from '@/editor/edit';
import { signed } from '@/editor/fields/ladder';
import { classesOf, wholeTaskOf } from '@/editor/task';
import { classColour, GROUND_STRENGTH, signedColour, type Theme } from '@/paint/colour';
import { markerOf, traceMarker } from '@/paint/marker';
import { reachOf } from '@/paint/surface';
import { isTable } from '@/protocol/spec';
import { useCatalog, useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useTheme } from '@/state/theme';
import { short } from '@/tables/choosing';
import { tablePlane } from '@/tables/plane';
import { shownIn } from './big_view';

const STOPS = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];

/** The marker of a class, as the points have it. */
export function ClassMark({ number, theme }: { number: number; theme: Theme }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return;
    pen.setTransform(2, 0, 0, 2, 0, 0);
    pen.clearRect(0, 0, 14, 14);
    pen.beginPath();
    traceMarker(pen, markerOf(number), 7, 7, 5);
    pen.fillStyle = classColour(number, theme);
    pen.fill();
  }, [number, theme]);
  return <canvas ref={canvas} className="class-mark" width={28} height={28} aria-hidden />;
}

/** What the colours of the big view mean, always there. */
export function Legend() {
  const { session } = useGlass();
  const facts = useFacts();
  const theme = useTheme();
  const data = useProject((state) => state.spec.data);
  const unit = useBorrowed();
  const task = wholeTaskOf(data, facts);
  const reach = useLatest(unit ? { kind: 'units' } : { kind: 'surface' }, () => {
    const shown = shownIn(session.tensors, session.run.store.getState().run ?? '', unit, task);
    return reachOf(shown, shown.kind);
  });
  const table = useLatest({ kind: 'data' }, () => tablePlane(session.tensors, session.run.store.getState().run ?? ''));
  const catalog = useCatalog();
  const entries = catalog.phase === 'ready' ? catalog.catalog.datasets : [];
  // Known before the first picture is there, and not those of the table before.
  const known = isTable(data)
    ? (data.described?.classes ?? entries.find(({ kind }) => kind === data.kind)?.classes ?? [])
    : [];
  const names = known.length > 0 ? known : (table?.classes ?? []);
  const scale = unit ? null : table?.values;
  if (!unit && task === 'multiclass') {
    return (
      <ul className="legend legend-classes number" aria-label="Legend: classes">
        <li className="quiet">Class</li>
        {Array.from({ length: classesOf(data, facts) }, (_, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a class has no other name than its number
          <li key={number}>
            <ClassMark number={number} theme={theme} /> {names[number] ?? number + 1}
          </li>
        ))}
      </ul>
    );
  }
  const [low, middle, high] =
    !unit && task === 'binary'
      ? [names[0] ?? 'orange', '50 %', names[1] ?? 'blue']
      : scale
        ? [-reach, 0, reach].map((at) => short(scale.middle + at * scale.reach))
        : [signed(-reach), '0', signed(reach)];
  const gradient = STOPS.map((stop) => signedColour(stop * GROUND_STRENGTH, theme)).join(', ');
  return (
    <div className="legend" role="img" aria-label={`Legend: from ${low} over ${middle} to ${high}`}>
      <div className="legend-bar" style={{ backgroundImage: `linear-gradient(to right, ${gradient})` }} />
      <div className="legend-ends number">
        <span>
          {!unit && task === 'binary' && <ClassMark number={0} theme={theme} />} {low}
        </span>
        <span>{middle}</span>
        <span>
          {!unit && task === 'binary' && <ClassMark number={1} theme={theme} />} {high}
        </span>
      </div>
    </div>
  );
}
