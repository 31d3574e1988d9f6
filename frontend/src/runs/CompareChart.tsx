import { useEffect, useMemo, useRef } from 'react';
import type { Series } from '@/live/series';
import { type Chart, createChart } from '@/paint/chart';
import { runLetter } from '@/paint/run_look';
import type { DataPart } from '@/protocol/names';
import { useTheme } from '@/state/theme';
import { type Along, type Compared, overlaid } from './overlay';

const ROOM_PX = 24;

interface CompareChartProps {
  runs: readonly Series[];
  measure: Compared;
  part: DataPart;
  along: Along;
  log: boolean;
  /** Told the value of each run under the pointer; null where there is none. */
  onCursor: (values: readonly (number | null)[] | null) => void;
  label: string;
}

/** The curves of several runs, each named at its end. */
export function CompareChart({ runs, measure, part, along, log, onCursor, label }: CompareChartProps) {
  const theme = useTheme();
  const ref = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(null);
  const versions = runs.map((series) => `${series.history()}.${series.version()}`).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the versions say when the rows have changed
  const drawn = useMemo(() => overlaid(runs, measure, part, along), [versions, measure, part, along]);
  const columns = useRef(drawn);
  const told = useRef(onCursor);
  told.current = onCursor;
  columns.current = drawn;
  const count = runs.length;
  useEffect(() => {
    if (!ref.current) return;
    const made = createChart(ref.current, {
      series: Array.from({ length: count }, (_, run) => ({ label: runLetter(run), role: 'train' as const, run })),
      xLabel: along,
      yLabel: '',
      theme,
      logY: log,
      legend: false,
      endLabels: ROOM_PX,
      ...(measure === 'loss' ? {} : { yRange: [0, 1] as const }),
      onCursor(row) {
        const now = columns.current.slice(1);
        told.current(row === null ? null : now.map((one) => one.slice(0, row + 1).findLast((y) => y !== null) ?? null));
      },
    });
    made.setData(columns.current);
    chart.current = made;
    return () => {
      made.destroy();
      chart.current = null;
    };
  }, [theme, measure, along, log, count]);
  useEffect(() => {
    chart.current?.setData(drawn);
  }, [drawn]);
  return <div ref={ref} className="compare-plot" role="img" aria-label={label} />;
}
