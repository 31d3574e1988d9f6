import { useEffect, useMemo, useRef } from 'react';
import { classColumns, columnsOf, type Measure } from '@/live/series';
import { marksTold, stopMarks } from '@/live/stopping';
import { type ChartSeries, createChart } from '@/paint/chart';
import { type Columns, readRow } from '@/paint/chart_options';
import type { DataPart } from '@/protocol/names';
import { useGlass, useRun } from '@/state/glass';
import { useTheme } from '@/state/theme';

const PARTS: readonly ChartSeries[] = [
  { label: 'train', role: 'train' },
  { label: 'validation', role: 'validation' },
  { label: 'test', role: 'test' },
];
const PENALTY: readonly ChartSeries[] = [{ label: 'penalty', role: 'penalty' }];
const READ = ['epoch', 'train', 'valid.', 'test'];
const EVERY_MS = 200;
const POINTS = 600;

interface CurvesProps {
  measure: Measure;
  log: boolean;
  /** Whether what L1 and L2 add is drawn beside the loss. */
  penalty?: boolean;
  /** Names of the classes, for a curve of each but the first; of one part of the data. */
  classes?: { readonly part: DataPart; readonly names: readonly string[] } | undefined;
}

const TITLES: Record<Measure, string> = {
  loss: 'loss',
  accuracy: 'accuracy',
  r2: 'R²',
  mae: 'MAE',
  dice: 'Dice',
  iou: 'IoU',
};

/** How a measure went, for each part of the data or for each class. */
export default function Curves({ measure, log, classes, penalty = false }: CurvesProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const images = useRun((state) => state.images === true);
  const reason = useRun((state) => state.ended);
  const batches = useRun((state) => state.batches);
  const marks = useMemo(() => stopMarks(reason, batches), [reason, batches]);
  const ref = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  const part = classes?.part ?? null;
  const classText = classes?.names.slice(1).join('\n') ?? '';
  useEffect(() => {
    const classNames = classText.split('\n');
    const element = ref.current;
    if (!element) return;
    let columns: Columns = [];
    let row: number | null = null;
    const tell = (): void => {
      if (readout.current) readout.current.textContent = row === null ? '' : readRow(columns, read, row);
    };
    const numbers = part === null ? [] : classNames.map((_, k) => k + 1);
    const shownSeries: readonly ChartSeries[] =
      part === null
        ? [...PARTS, ...(penalty ? PENALTY : [])]
        : numbers.map((number) => ({ label: classNames[number - 1] ?? '', role: part, number }));
    const read = part === null ? [...READ, ...(penalty ? ['penalty'] : [])] : ['epoch', ...classNames];
    const chart = createChart(element, {
      series: shownSeries,
      xLabel: '',
      yLabel: TITLES[measure],
      onCursor(now) {
        row = now;
        tell();
      },
      theme,
      marks,
      logY: log,
      legend: false,
      ...(measure !== 'loss' ? { yRange: [0, 1] as const } : {}),
    });
    const names = (): readonly string[] =>
      part !== null && (measure === 'dice' || measure === 'iou')
        ? classColumns(series(), part, measure)
        : [...columnsOf(measure, images), ...(penalty ? ['penalty'] : [])];
    const series = () => session.series(session.run.store.getState().run ?? '');
    let shown = -1;
    let shownAt = 0;
    let last = '';
    const end = session.ticker.registerPainter({
      element,
      version() {
        const now = performance.now();
        const run = session.run.store.getState().run ?? '';
        if (run !== last || now - shownAt > EVERY_MS) {
          last = run;
          shownAt = now;
          shown = series().version();
        }
        return shown;
      },
      paint() {
        if (series().rows() === 0) return;
        const shownNames = names();
        if (shownNames.length !== shownSeries.length) return;
        columns = series().drawn('epoch', shownNames, POINTS);
        chart.setData(columns);
        tell();
      },
    });
    return () => {
      end();
      chart.destroy();
    };
  }, [session, theme, measure, log, images, part, classText, penalty, marks]);
  return (
    <div className="curves">
      <div
        ref={ref}
        className="curves-plot"
        role="img"
        aria-label={`Curves of the ${TITLES[measure]}${marksTold(marks)}`}
      />
      <span className="curves-x" aria-hidden>
        epoch
      </span>
      <div ref={readout} className="readout number" aria-hidden />
    </div>
  );
}
