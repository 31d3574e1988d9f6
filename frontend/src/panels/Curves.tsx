import { useEffect, useRef } from 'react';
import { lossColumns } from '@/live/series';
import { type ChartSeries, createChart } from '@/paint/chart';
import { type Columns, readRow } from '@/paint/chart_options';
import { useGlass, useRun } from '@/state/glass';
import { useTheme } from '@/state/theme';

const PARTS: readonly ChartSeries[] = [
  { label: 'train', role: 'train' },
  { label: 'validation', role: 'validation' },
  { label: 'test', role: 'test' },
];
const READ = ['epoch', 'train', 'valid.', 'test'];
const EVERY_MS = 200;
const POINTS = 600;

interface CurvesProps {
  measure: 'loss' | 'accuracy';
  log: boolean;
}

/** How loss or accuracy went, for each part of the data. */
export default function Curves({ measure, log }: CurvesProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const images = useRun((state) => state.images === true);
  const ref = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let columns: Columns = [];
    let row: number | null = null;
    const tell = (): void => {
      if (readout.current) readout.current.textContent = row === null ? '' : readRow(columns, READ, row);
    };
    const chart = createChart(element, {
      series: PARTS,
      xLabel: '',
      yLabel: measure,
      onCursor(now) {
        row = now;
        tell();
      },
      theme,
      logY: log,
      legend: false,
      ...(measure === 'accuracy' ? { yRange: [0, 1] as const } : {}),
    });
    const names = measure === 'loss' ? [...lossColumns(images)] : PARTS.map(({ role }) => `${role}_accuracy`);
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
        columns = series().drawn('epoch', names, POINTS);
        chart.setData(columns);
        tell();
      },
    });
    return () => {
      end();
      chart.destroy();
    };
  }, [session, theme, measure, log, images]);
  return (
    <div className="curves">
      <div ref={ref} className="curves-plot" role="img" aria-label={`Curves of the ${measure}`} />
      <span className="curves-x" aria-hidden>
        epoch
      </span>
      <div ref={readout} className="readout number" aria-hidden />
    </div>
  );
}
