import type uPlot from 'uplot';
import { classColour, css, inks, magnitudeRgb, type Theme } from './colour';
import { drawEndLabels } from './end_labels';
import { drawMarks, type Mark } from './marks';
import { minus } from './numbers';
import { runColour, runDash } from './run_look';

/** What a curve tells of: it decides colour and dash. Orange and blue stay with signed values. */
export type CurveRole = 'train' | 'validation' | 'test' | 'penalty';

export interface ChartSeries {
  readonly label: string;
  readonly role: CurveRole;
  /** Of a curve that tells of one class: its number decides the colour, and the dash with it. */
  readonly number?: number;
  /** Of a curve of one of several runs: its place among them decides colour and dash. */
  readonly run?: number;
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
  /** Room at the right, in pixels, where each curve is named at its end. */
  readonly endLabels?: number;
  /** Places on the x axis to mark, such as where training stopped. */
  readonly marks?: readonly Mark[];
}

/** The part of the options that may change later. */
export interface ChartLook {
  readonly theme: Theme;
  readonly logX: boolean;
  readonly logY: boolean;
}

/** x, then one column for each series. */
export type Columns = readonly (readonly (number | null)[])[];

const DASHES: Readonly<Record<CurveRole, number[]>> = {
  train: [],
  validation: [6, 3],
  test: [2, 3],
  penalty: [9, 3, 2, 3],
};
const LOG = 3;
const FONT = '11px system-ui, sans-serif';

/** Dashes of the curves of classes, so that they differ by more than their hue. */
const CLASS_DASHES: readonly number[][] = [[], [], [7, 3], [2, 3], [9, 3, 2, 3]];

/** The dash of the curve of a class. */
export const classDash = (number: number): number[] => CLASS_DASHES[number % CLASS_DASHES.length] ?? [];

/** The colour of a curve, also for the numbers beside the chart. */
export function curveColour(role: CurveRole, theme: Theme): string {
  const { ink, faint } = inks(theme);
  if (role === 'train') return ink;
  return role === 'validation' ? css(magnitudeRgb(0.85, theme)) : faint;
}

function strokeOf({ role, number, run }: ChartSeries, theme: Theme): string {
  if (run !== undefined) return runColour(run, theme);
  return number === undefined ? curveColour(role, theme) : classColour(number, theme);
}

function dashOf({ role, number, run }: ChartSeries): number[] {
  if (run !== undefined) return runDash(run);
  return number === undefined ? DASHES[role] : classDash(number);
}

type Column = readonly (number | null)[];

/** The smallest positive number of all columns. */
function smallest(columns: readonly Column[]): number {
  let found = Number.POSITIVE_INFINITY;
  for (const column of columns)
    for (const value of column) if (value !== null && value > 0 && value < found) found = value;
  return Number.isFinite(found) ? found : 1;
}

/**
 * The columns as uPlot takes them. A logarithm needs positive numbers: rows without a positive x are left out, and a
 * loss of zero lies on the floor of the chart, since a gap there would be bridged by a line that never was.
 */
export function chartData(columns: Columns, { logX, logY }: Pick<ChartLook, 'logX' | 'logY'>): uPlot.AlignedData {
  const [x = [], ...ys] = columns;
  const floor = logY ? smallest(ys) : Number.NEGATIVE_INFINITY;
  const kept = (_: unknown, row: number): boolean => !logX || (x[row] ?? 0) > 0;
  const raised = (value: number | null): number | null => (value === null ? null : Math.max(value, floor));
  return [x.filter(kept).map((value) => value ?? 0), ...ys.map((column) => column.filter(kept).map(raised))];
}

/** Short and of even width, with a true minus: 0.123, 12.3, 1.2e−5. */
export function written(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return minus(value.toExponential(1));
  return minus(size >= 1000 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3));
}

/** As `written`, with a figure less where it would get long: four curves are read in one line. */
const brief = (value: number | null): string =>
  value !== null && Math.abs(value) >= 1e-3 && Math.abs(value) < 0.01 ? minus(value.toPrecision(2)) : written(value);

/** A row of a chart in words; where a curve has a gap, its last value before it stands. */
export function readRow(columns: Columns, labels: readonly string[], row: number): string {
  return labels
    .flatMap((label, index) => {
      const known = (columns[index] ?? []).slice(0, row + 1).findLast((value) => value !== null);
      return known === undefined ? [] : `${label} ${brief(known)}`;
    })
    .join('  ');
}

/** As `written`, without the zeros that only keep a width: 0.01, 1e−4. */
const tick = (value: number | null): string =>
  value === null
    ? ''
    : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
      ? minus(String(Number(value.toPrecision(3))))
      : written(value).replace('.0e', 'e');

/** Over many decades only the powers of ten keep their line; the others would run together. */
export function decadesOnly(splits: readonly (number | null)[]): (number | null)[] {
  const known = splits.filter((value) => value !== null && value > 0);
  const [first = 1, last = 1] = [known[0] ?? 1, known.at(-1) ?? 1];
  if (last / first < 1e3) return [...splits];
  return splits.map((value) => (value !== null && Math.abs(Math.log10(value) % 1) < 1e-6 ? value : null));
}

/** The options of the plot behind a chart. */
export function plotOptions(
  options: ChartOptions,
  look: ChartLook,
  size: { width: number; height: number },
): uPlot.Options {
  const { line, faint, ink } = inks(look.theme);
  const axis = (label: string, size_px: number, log: boolean): uPlot.Axis => ({
    ...(label === '' ? {} : { label }),
    stroke: faint,
    font: FONT,
    labelFont: FONT,
    labelSize: 14,
    labelGap: 0,
    size: size_px,
    grid: { stroke: line, width: 0.5, ...(log ? { filter: (_plot, splits) => decadesOnly(splits) } : {}) },
    ticks: { stroke: line, width: 0.5, size: 4, ...(log ? { filter: (_plot, splits) => decadesOnly(splits) } : {}) },
    values: (_plot, splits) => splits.map(tick),
  });
  const { onCursor, yRange, endLabels, marks } = options;
  const names = options.series.map(({ label }) => label);
  const strokes = options.series.map((one) => strokeOf(one, look.theme));
  return {
    ...size,
    scales: {
      x: { time: false, ...(look.logX ? { distr: LOG } : {}) },
      y: look.logY ? { distr: LOG } : yRange ? { range: [yRange[0], yRange[1]] } : {},
    },
    axes: [axis(options.xLabel, 22, look.logX), axis(options.yLabel, 44, look.logY)],
    series: [
      { label: options.xLabel, value: (_plot, value) => written(value) },
      ...options.series.map((one) => ({
        label: one.label,
        stroke: strokeOf(one, look.theme),
        width: one.role === 'train' || one.number !== undefined ? 1.5 : 1.25,
        dash: dashOf(one),
        spanGaps: true,
        points: { show: false },
        value: (_plot: uPlot, value: number | null) => written(value),
      })),
    ],
    legend: { show: options.legend ?? true },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    ...(endLabels === undefined ? {} : { padding: [null, endLabels, null, null] }),
    hooks: {
      ...(onCursor ? { setCursor: [(plot: uPlot) => onCursor(plot.cursor.idx ?? null)] } : {}),
      draw: [
        ...(endLabels === undefined ? [] : [(plot: uPlot) => drawEndLabels(plot, names, strokes)]),
        ...(marks === undefined ? [] : [(plot: uPlot) => drawMarks(plot, marks, ink)]),
      ],
    },
  };
}
