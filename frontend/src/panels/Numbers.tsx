import { useEffect, useState } from 'react';
import { columnsOf, type Measure, type Series } from '@/live/series';
import { accuracyLesson } from '@/masks/telling';
import { curveColour } from '@/paint/chart_options';
import { minus } from '@/paint/numbers';
import { RunsButton } from '@/runs/RunsButton';
import { useGlass, useRun } from '@/state/glass';
import { useTheme } from '@/state/theme';

const PARTS = ['train', 'validation', 'test'] as const;
const TITLES = { train: 'Train', validation: 'Valid.', test: 'Test' };
const EVERY_MS = 250;

/** Below this only rounding is left, and what a perceptron adds where a sample lies on its line. */
const NOTHING = 1e-20;

const lossText = (value: number | null): string =>
  value === null ? '–' : value < NOTHING ? '0' : value < 0.001 ? minus(value.toExponential(1)) : value.toFixed(3);
const accuracyText = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
const overlapText = (value: number | null): string => (value === null ? '–' : value.toFixed(3));

const numberText = (value: number | null): string =>
  value === null ? '–' : minus(String(Number(value.toPrecision(3))));

const ROWS: Record<Measure, { title: string; text: (value: number | null) => string }> = {
  loss: { title: 'Loss', text: lossText },
  accuracy: { title: 'Accuracy', text: accuracyText },
  r2: { title: 'R²', text: overlapText },
  mae: { title: 'MAE', text: numberText },
  dice: { title: 'Dice', text: overlapText },
  iou: { title: 'IoU', text: overlapText },
};

/** The newest numbers of each part of the data. */
export function Numbers({ measures }: { measures: readonly Measure[] }) {
  const { session } = useGlass();
  const theme = useTheme();
  const images = useRun((state) => state.images === true);
  const [, setText] = useState('');
  const series = session.series(session.run.store.getState().run ?? '');
  useEffect(() => {
    const timer = setInterval(() => {
      const run = session.run.store.getState().run ?? '';
      setText(`${run} ${session.series(run).version()}`);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <div className="numbers-part">
      <table className="numbers number">
        <thead>
          <tr>
            <td>
              <RunsButton />
            </td>
            {PARTS.map((part) => (
              <th key={part} scope="col">
                <svg className="curve-key" width="16" height="6" aria-hidden="true">
                  <line
                    x1="0"
                    x2="16"
                    y1="3"
                    y2="3"
                    stroke={curveColour(part, theme)}
                    strokeWidth="2"
                    strokeDasharray={part === 'train' ? undefined : part === 'validation' ? '5 2' : '2 2'}
                  />
                </svg>
                {TITLES[part]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => (
            <tr key={measure}>
              <th scope="row">{ROWS[measure].title}</th>
              {columnsOf(measure, images).map((name) => (
                <td key={name}>{ROWS[measure].text(series.last(name))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {measures.includes('dice') && <Lesson series={series} />}
    </div>
  );
}

/** That nearly all pixels right can be nothing found, when that is so. */
function Lesson({ series }: { series: Series }) {
  const judged = (['test', 'validation', 'train'] as const).find((part) => series.last(`${part}_dice`) !== null);
  const lesson = judged && accuracyLesson(series.last(`${judged}_accuracy`), series.last(`${judged}_dice`));
  return lesson ? <p className="lesson small">{lesson}</p> : null;
}
