import { useEffect, useState } from 'react';
import { lossColumns } from '@/live/series';
import { curveColour } from '@/paint/chart_options';
import { minus } from '@/paint/numbers';
import { useGlass, useRun } from '@/state/glass';
import { useTheme } from '@/state/theme';

const PARTS = ['train', 'validation', 'test'] as const;
const TITLES = { train: 'Train', validation: 'Valid.', test: 'Test' };
const EVERY_MS = 250;

const lossText = (value: number | null): string =>
  value === null ? '–' : value !== 0 && value < 0.001 ? minus(value.toExponential(1)) : value.toFixed(3);
const accuracyText = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);

/** The newest numbers of each part of the data. */
export function Numbers({ accuracy }: { accuracy: boolean }) {
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
    <table className="numbers number">
      <thead>
        <tr>
          <td />
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
        <tr>
          <th scope="row">Loss</th>
          {lossColumns(images).map((name) => (
            <td key={name}>{lossText(series.last(name))}</td>
          ))}
        </tr>
        {accuracy && (
          <tr>
            <th scope="row">Accuracy</th>
            {PARTS.map((part) => (
              <td key={part}>{accuracyText(series.last(`${part}_accuracy`))}</td>
            ))}
          </tr>
        )}
      </tbody>
    </table>
  );
}
