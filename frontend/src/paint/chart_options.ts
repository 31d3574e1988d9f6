import type uPlot from 'uplot';
import { css, inks, magnitudeRgb, type Theme } from './colour';

/** What a curve tells of: it decides colour and dash. Orange and blue stay with signed values. */
export type CurveRole = 'train' | 'validation' | 'test';

export interface ChartSeries {
  readonly label: string;
  readonly role: CurveRole;
}

export interface ChartOptions {
  readonly series: readonly ChartSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly theme: Theme;
  readonly logX?: boolean;
  readonly logY?: boolean;
  /** Fixed ends of the y axis; without them the axis follows the curves. */
  readonly yRange?: readonly [low: number, high: number];
  /** Whether a legend under the chart names the curves and the values under the pointer. */
  readonly legend?: boolean;
  /** Told the row under the pointer; null when there is none. */
  readonly onCursor?: (row: number | null) => void;
}

/** The part of the options that may change later. */
export interface ChartLook {
  readonly theme: Theme;
  readonly logX: boolean;
  readonly logY: boolean;
}

/** x, then one column for each series. */
export type Columns = readonly (readonly (number | null)[])[];

const DASHES: Readonly<Record<CurveRole, number[]>> = { train: [], validation: [6, 3], test: [2, 3] };
const LOG = 3;
const FONT = '11px system-ui, sans-serif';

/** The colour of a curve, also for the numbers beside the chart. */
export function curveColour(role: CurveRole, theme: Theme): string {
  const { ink, faint } = inks(theme);
  if (role === 'train') return ink;
  return role === 'validation' ? css(magnitudeRgb(0.85, theme)) : faint;
}

/** The columns as uPlot takes them. A logarithm needs positive numbers: others become gaps. */
export function chartData(columns: Columns, { logX, logY }: Pick<ChartLook, 'logX' | 'logY'>): uPlot.AlignedData {
  const positive = (column: readonly (number | null)[]) =>
    column.map((value) => (value !== null && value > 0 ? value : null));
  const [x = [], ...ys] = columns;
  const kept = logX ? x.flatMap((value, row) => (value !== null && value > 0 ? [row] : [])) : undefined;
  const pick = (column: readonly (number | null)[]) => (kept ? kept.map((row) => column[row] ?? null) : [...column]);
  return [pick(x).map((value) => value ?? 0), ...ys.map((column) => pick(logY ? positive(column) : column))];
}

/** Short and of even width: 0.123, 12.3, 1.2e-5. */
export function written(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1);
  return size >= 1000 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}

/** The options of the plot behind a chart. */
export function plotOptions(
  options: ChartOptions,
  look: ChartLook,
  size: { width: number; height: number },
): uPlot.Options {
  const { line, faint } = inks(look.theme);
  const axis = (label: string): uPlot.Axis => ({
    label,
    stroke: faint,
    font: FONT,
    labelFont: FONT,
    labelSize: 16,
    labelGap: 0,
    size: 36,
    grid: { stroke: line, width: 0.5 },
    ticks: { stroke: line, width: 0.5, size: 4 },
    values: (_plot, splits) => splits.map((value) => (value === null ? '' : written(value))),
  });
  const { onCursor, yRange } = options;
  return {
    ...size,
    scales: {
      x: { time: false, ...(look.logX ? { distr: LOG } : {}) },
      y: look.logY ? { distr: LOG } : yRange ? { range: [yRange[0], yRange[1]] } : {},
    },
    axes: [axis(options.xLabel), axis(options.yLabel)],
    series: [
      { label: options.xLabel, value: (_plot, value) => written(value) },
      ...options.series.map(({ label, role }) => ({
        label,
        stroke: curveColour(role, look.theme),
        width: role === 'train' ? 1.5 : 1.25,
        dash: DASHES[role],
        spanGaps: true,
        points: { show: false },
        value: (_plot: uPlot, value: number | null) => written(value),
      })),
    ],
    legend: { show: options.legend ?? true },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    hooks: onCursor ? { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] } : {},
  };
}
