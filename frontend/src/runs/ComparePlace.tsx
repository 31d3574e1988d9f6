import '@/styles/asking.css';
import '@/styles/classroom.css';
import '@/styles/runs.css';
import { useCallback, useState } from 'react';
import { isMoving } from '@/classroom/telling';
import { Chip } from '@/panels/Chip';
import { Segments } from '@/panels/Segments';
import { Stale, Waiting } from '@/panels/Waiting';
import type { RunLine } from '@/protocol/classroom';
import type { DataPart } from '@/protocol/names';
import { ProblemError } from '@/protocol/problem';
import { usePolled } from '@/state/polling';
import { createHistoryRest } from '@/transport/history';
import { createRest } from '@/transport/rest';
import { classAddress, groupIn, namesIn } from './addresses';
import { CompareChart } from './CompareChart';
import { ComparedRuns } from './ComparedRuns';
import { Differences } from './Differences';
import { type Along, type Compared, comparable } from './overlay';
import { useSeries } from './use_series';

const history = createHistoryRest();
const rest = createRest();
const EVERY_MS = 3000;
const FEW = new ProblemError({
  code: 'few',
  detail: 'Nothing to compare.',
  hint: 'Choose two or more runs in the list of runs, or in the class, and compare them.',
});
const MEASURES: Record<Compared, string> = { loss: 'Loss', accuracy: 'Accuracy', dice: 'Dice', iou: 'IoU' };
const PARTS: Record<DataPart, string> = { train: 'Training', validation: 'Validation', test: 'Test' };

/** Runs side by side: their curves over each other, what they reached, and in what they were set up differently. */
export default function ComparePlace({ ids }: { ids: readonly string[] }) {
  const text = ids.join(',');
  const { value, problem, again } = usePolled(
    useCallback(
      (signal: AbortSignal) => (text === '' ? Promise.reject(FEW) : history.compare(text.split(','), signal)),
      [text],
    ),
    EVERY_MS,
  );
  const [measure, setMeasure] = useState(() => measureIn(window.location.search));
  const [part, setPart] = useState<DataPart>('train');
  const [along, setAlong] = useState<Along>('epoch');
  const [log, setLog] = useState(false);
  const [pointed, setPointed] = useState<readonly (number | null)[] | null>(null);
  const names = namesIn(window.location.hash);
  const group = groupIn(window.location.search);
  const lines = named(value?.runs ?? [], names);
  const series = useSeries(
    rest,
    lines.map(({ id }) => id),
    new Set(lines.filter(isMoving).map(({ id }) => id)),
  );
  const { measures, parts } = comparable(series);
  const shown = measures.includes(measure) ? measure : 'loss';
  const shownPart = parts.includes(part) ? part : (parts[0] ?? 'train');
  return (
    <main className="place compare-place">
      <header className="place-head">
        <div>
          {group !== null && (
            <p className="small">
              <a href={classAddress(group)}>Class</a>
            </p>
          )}
          <h1>Compare runs</h1>
        </div>
      </header>
      {value === null ? (
        <Waiting what="Looking for the runs" {...{ problem, again }} />
      ) : (
        <>
          <Stale {...{ problem, again }} />
          <div className="compare-tools">
            <Segments
              label="Measure"
              value={shown}
              options={(measures.length > 0 ? measures : ['loss' as const]).map((one) => [one, MEASURES[one]] as const)}
              onChange={setMeasure}
            />
            {parts.length > 1 && (
              <Segments
                label="Part of the data"
                value={shownPart}
                options={parts.map((one) => [one, PARTS[one]] as const)}
                onChange={setPart}
              />
            )}
            <Segments
              label="Along"
              value={along}
              options={
                [
                  ['epoch', 'Epochs'],
                  ['step', 'Updates'],
                ] as const
              }
              onChange={setAlong}
            />
            {shown === 'loss' && <Chip label="Log scale" on={log} onChange={setLog} />}
          </div>
          {measures.length === 0 && (
            <p className="quiet">Nothing was measured yet: the curves appear as the runs learn.</p>
          )}
          <CompareChart
            runs={series}
            measure={shown}
            part={shownPart}
            {...{ along }}
            log={log && shown === 'loss'}
            onCursor={setPointed}
            label={`${MEASURES[shown]} of ${lines.length} runs over ${along === 'epoch' ? 'epochs' : 'updates'}, ${PARTS[shownPart].toLowerCase()} part`}
          />
          <ComparedRuns {...{ lines, names, pointed, series }} measure={shown} part={shownPart} />
          <Differences lines={lines} differences={value.differences} />
        </>
      )}
    </main>
  );
}

/** What an address asks to be compared first. */
const measureIn = (search: string): Compared =>
  new URLSearchParams(search).get('measure') === 'accuracy' ? 'accuracy' : 'loss';

/** Runs by whose they are, where that is known. */
function named(lines: readonly RunLine[], names: readonly string[]): readonly RunLine[] {
  if (names.length !== lines.length) return lines;
  return lines.map((line, index) => {
    const name = names[index] ?? '';
    return { ...line, title: line.title ? `${name}: ${line.title}` : name };
  });
}
