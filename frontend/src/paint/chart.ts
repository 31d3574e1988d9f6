import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { type ChartLook, type ChartOptions, type Columns, chartData, plotOptions } from './chart_options';

export type { ChartOptions, ChartSeries, Columns, CurveRole } from './chart_options';

/** A chart of curves over one x axis. */
export interface Chart {
  /** Columns in order: x, then one for each series; null is a gap. */
  setData(columns: Columns): void;
  setTheme(theme: ChartLook['theme']): void;
  setLog(log: { x?: boolean; y?: boolean }): void;
  destroy(): void;
}

const FALLBACK = { width: 300, height: 150 };

/** Makes a chart that fills `element` and follows its size. */
export function createChart(element: HTMLElement, options: ChartOptions): Chart {
  let look: ChartLook = { theme: options.theme, logX: options.logX ?? false, logY: options.logY ?? false };
  let columns: Columns = [[], ...options.series.map(() => [])];
  let plot = build();

  function size(): { width: number; height: number } {
    return { width: element.clientWidth || FALLBACK.width, height: element.clientHeight || FALLBACK.height };
  }

  /** Scales and colours of a plot are fixed, so a change of look makes a new one. */
  function build(): uPlot {
    const made = new uPlot(plotOptions(options, look, size()), chartData(columns, look), element);
    resize(made);
    return made;
  }

  /** The legend takes its height from the same element. */
  function resize(each: uPlot): void {
    const { width, height } = size();
    const legend = each.root.querySelector('.u-legend');
    each.setSize({ width, height: Math.max(60, height - (legend instanceof HTMLElement ? legend.offsetHeight : 0)) });
  }

  function restyle(next: Partial<ChartLook>): void {
    const before = look;
    look = { ...look, ...next };
    if (before.theme === look.theme && before.logX === look.logX && before.logY === look.logY) return;
    plot.destroy();
    plot = build();
  }

  const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => resize(plot));
  observer?.observe(element);

  return {
    setData(next) {
      columns = next;
      plot.setData(chartData(columns, look));
    },
    setTheme: (theme) => restyle({ theme }),
    setLog: ({ x, y }) => restyle({ ...(x === undefined ? {} : { logX: x }), ...(y === undefined ? {} : { logY: y }) }),
    destroy() {
      observer?.disconnect();
      plot.destroy();
    },
  };
}
