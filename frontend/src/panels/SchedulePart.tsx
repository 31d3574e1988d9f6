import { useEffect, useRef } from 'react';
import { useEdit } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { plain } from '@/editor/fields/ladder';
import { factorAt, spanOf } from '@/editor/schedule';
import type { ScheduleSpec } from '@/protocol/names';
import { useCatalog, useGlass, useProject } from '@/state/glass';
import { KnobsButton } from './KnobsButton';
import { numbersOf, PartKnobs } from './PartKnobs';

const CONSTANT: ScheduleSpec = { kind: 'constant' };

/** How the learning rate changes with the epochs, its numbers, and the curve that comes of them. */
export function SchedulePart() {
  const edit = useEdit();
  const state = useCatalog();
  const schedule = useProject(({ spec }) => spec.training.schedule) ?? CONSTANT;
  const entries = state.phase === 'ready' ? (state.catalog.schedules ?? []) : [];
  if (entries.length === 0) return null;
  const entryOf = (kind: string) => entries.find((one) => one.kind === kind);
  return (
    <>
      <Choice
        label="Schedule"
        hint="What becomes of the learning rate with the epochs: large steps first, small ones to finish."
        value={schedule.kind}
        options={entries.map(({ kind, title, summary }) => ({ id: kind, title, summary }))}
        onChange={(kind) => edit({ type: 'set_schedule', kind, knobs: numbersOf(entryOf(kind)) })}
      />
      {schedule.kind !== 'constant' && (
        <KnobsButton label="Numbers of the schedule" face={<Curve schedule={schedule} />}>
          <PartKnobs
            entry={entryOf(schedule.kind)}
            value={(name) => schedule[name]}
            onChange={(knob, value) => edit({ type: 'set_schedule_knob', knob, value }, `schedule.${knob}`)}
          />
        </KnobsButton>
      )}
    </>
  );
}

const rateText = (rate: number): string => `now ${plain(Number(rate.toPrecision(2)))}`;

const [WIDTH, HEIGHT, POINTS] = [108, 34, 90];

/** The learning rate over the epochs, with a mark where training is. */
function Curve({ schedule }: { schedule: ScheduleSpec }) {
  const { session } = useGlass();
  const mark = useRef<SVGCircleElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const now = useRef<HTMLElement>(null);
  const rate = useProject(({ spec }) => spec.training.optimiser.learning_rate);
  const span = spanOf(schedule);
  const y = (factor: number) => 3 + (HEIGHT - 6) * (1 - Math.min(1, factor));
  const line = Array.from({ length: POINTS + 1 }, (_, k) => {
    const along = k / POINTS;
    return `${(WIDTH * along).toFixed(1)},${y(factorAt(schedule, span * along)).toFixed(1)}`;
  });
  useEffect(() => {
    const { hot } = session.run;
    const dot = mark.current;
    if (!dot || !svg.current) return undefined;
    let shown = 0;
    return session.ticker.registerPainter({
      element: svg.current,
      version: () => hot.epoch,
      paint() {
        shown = hot.epoch;
        dot.setAttribute('cx', String(WIDTH * Math.min(1, shown / span)));
        dot.setAttribute('cy', String(3 + (HEIGHT - 6) * (1 - Math.min(1, factorAt(schedule, shown)))));
        if (now.current) now.current.textContent = rateText(rate * factorAt(schedule, shown));
      },
    });
  }, [session, schedule, span, rate]);
  return (
    <span className="schedule-curve">
      <svg ref={svg} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        <polyline points={line.join(' ')} />
        <circle ref={mark} r={3} cx={0} cy={y(factorAt(schedule, 0))} />
      </svg>
      <span className="schedule-ends number">
        <span>0</span>
        <b ref={now} className="schedule-now" title="The learning rate now">
          {rateText(rate * factorAt(schedule, session.run.hot.epoch))}
        </b>
        <span title="Epochs">{Math.round(span)} ep.</span>
      </span>
    </span>
  );
}
