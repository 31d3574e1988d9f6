import { type KeyboardEvent, useRef, useState } from 'react';
import { css, magnitudeRgb } from '@/paint/colour';
import { readableOn } from '@/paint/contrast';
import { percent } from '@/paint/numbers';
import { Segments } from '@/panels/Segments';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { look, openCell, useLooking } from '@/state/looking';
import { useTheme } from '@/state/theme';
import { confusionNumbers, worstPair } from './confusion';
import { classesIn, className } from './reading';
import { PARTS } from './SampleStrip';

const MOVES: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** How often each class is taken for each other; a cell leads to its images. */
export function ConfusionTab() {
  const { session } = useGlass();
  const judged = useLooking((state) => state.judged);
  const view = { kind: 'confusion', part: judged } as const;
  useWatch(view, 4);
  const frame = useLatest(view, () => session.tensors.get(session.run.store.getState().run ?? '', 'confusion'));
  const counts = frame?.tensors.get('counts')?.data;
  const precision = frame?.tensors.get('precision')?.data;
  const recall = frame?.tensors.get('recall')?.data;
  return (
    <>
      <Segments label="Images judged" value={judged} options={PARTS} onChange={(part) => look({ judged: part })} />
      {counts instanceof Int32Array && precision instanceof Float32Array && recall instanceof Float32Array ? (
        <Matrix {...{ counts, precision, recall, names: classesIn(frame) }} />
      ) : (
        <p className="small quiet">Counting: the matrix comes with the first step.</p>
      )}
    </>
  );
}

interface MatrixProps {
  /** What the examples are called. */
  things?: string;
  counts: Int32Array;
  precision: Float32Array;
  recall: Float32Array;
  names: string[];
  /** What a press of a cell does; it opens its examples where nothing else is said. */
  onCell?: (truth: number, predicted: number) => void;
}

const share = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : String(Math.round(100 * value));

/** The matrix with recall and precision; arrow keys go from cell to cell, and a cell opens its examples. */
export function Matrix({ counts, precision, recall, names, things = 'images', onCell = openCell }: MatrixProps) {
  const theme = useTheme();
  const table = useRef<HTMLTableElement>(null);
  const [[row, column], setAt] = useState<readonly [number, number]>([0, 0]);
  const numbers = confusionNumbers(counts);
  const { classes, total, right, truths } = numbers;
  if (total === 0) return <p className="small quiet">This part of the data has no {things}.</p>;
  const worst = worstPair(numbers);
  const all = Array.from({ length: classes }, (_, number) => number);
  const long = names.some((name) => name.length > 2);

  function onKeyDown(event: KeyboardEvent<HTMLButtonElement>): void {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const next = [row + move[0], column + move[1]].map((at) => Math.min(classes - 1, Math.max(0, at)));
    const [down = 0, across = 0] = next;
    setAt([down, across]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${down} ${across}"]`)?.focus();
  }
  return (
    <>
      <p className="small">
        <b className="number">{percent(right / total)}</b> right: {right.toLocaleString('en-GB')} of{' '}
        {total.toLocaleString('en-GB')}.
        {worst &&
          ` Taken most often for another: ${className(names, worst.truth)} for ${className(names, worst.predicted)}.`}
      </p>
      <div className="confusion-scroll">
        <table
          ref={table}
          className="confusion number"
          aria-label="Confusion matrix: rows are the truth, columns what the network said"
          data-long={long || undefined}
        >
          <thead>
            <tr>
              <td className="confusion-corner">truth ↓</td>
              {all.map((number) => (
                <th key={number} scope="col">
                  <span>{className(names, number)}</span>
                </th>
              ))}
              <th scope="col" title={`Recall: of all ${things} of a class, the share that was found (%)`}>
                <span>recall</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((truth) => (
              <tr key={truth}>
                <th scope="row">{className(names, truth)}</th>
                {all.map((predicted) => {
                  const count = counts[truth * classes + predicted] ?? 0;
                  const ground = magnitudeRgb(count / Math.max(1, truths[truth] ?? 0), theme);
                  const here = truth === row && predicted === column;
                  return (
                    <td key={predicted} data-right={truth === predicted || undefined}>
                      <button
                        type="button"
                        tabIndex={here ? 0 : -1}
                        data-cell={`${truth} ${predicted}`}
                        aria-label={`${className(names, truth)} taken for ${className(names, predicted)}: ${count}`}
                        style={{ background: css(ground), color: readableOn(ground) }}
                        onClick={() => onCell(truth, predicted)}
                        onFocus={() => setAt([truth, predicted])}
                        onKeyDown={onKeyDown}
                      >
                        {count === 0 ? '' : count}
                      </button>
                    </td>
                  );
                })}
                <td className="confusion-share">{share(recall[truth])}</td>
              </tr>
            ))}
            <tr>
              <th scope="row" title={`Precision: of all ${things} taken for a class, the share that is of it (%)`}>
                precision
              </th>
              {all.map((number) => (
                <td key={number} className="confusion-share">
                  {share(precision[number])}
                </td>
              ))}
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      <p className="small quiet">
        Rows are the truth, columns what the network said; a cell opens its {things}. Recall: how much of a class was
        found. Precision: how often it is right when it says so. Both in percent.
      </p>
    </>
  );
}
