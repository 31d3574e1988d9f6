// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type ChartOptions,
  chartData,
  curveColour,
  decadesOnly,
  plotOptions,
  readRow,
  written,
} from '@/paint/chart_options';

const options: ChartOptions = {
  series: [
    { label: 'train', role: 'train' },
    { label: 'validation', role: 'validation' },
    { label: 'test', role: 'test' },
  ],
  xLabel: 'epoch',
  yLabel: 'loss',
  theme: 'light',
};
const linear = { theme: 'light', logX: false, logY: false } as const;

describe('chartData', () => {
  const columns = [
    [0, 1, 2],
    [0.5, 0, null],
    [null, -1, 3],
  ];

  it('hands linear columns on as they are', () => {
    expect(chartData(columns, linear)).toEqual(columns);
  });

  it('puts what has no logarithm on the floor, and leaves out rows without an x', () => {
    expect(chartData(columns, { logX: false, logY: true })).toEqual([
      [0, 1, 2],
      [0.5, 0.5, null],
      [null, 0.5, 3],
    ]);
    expect(chartData(columns, { logX: true, logY: false })).toEqual([
      [1, 2],
      [0, null],
      [-1, 3],
    ]);
    expect(chartData([], linear)).toEqual([[]]);
  });
});

describe('plotOptions', () => {
  it('tells curves apart by colour and by dash', () => {
    const curves = plotOptions(options, linear, { width: 100, height: 50 }).series.slice(1);
    expect(new Set(curves.map(({ stroke }) => stroke)).size).toBe(3);
    expect(new Set(curves.map(({ dash }) => dash?.join())).size).toBe(3);
    expect(curveColour('train', 'dark')).not.toBe(curveColour('train', 'light'));
  });

  it('makes axes logarithmic or fixed when asked to', () => {
    const plain = plotOptions({ ...options, yRange: [0, 1] }, linear, { width: 1, height: 1 });
    expect(plain.scales).toEqual({ x: { time: false }, y: { range: [0, 1] } });
    const logs = plotOptions(
      { ...options, yRange: [0, 1] },
      { ...linear, logX: true, logY: true },
      { width: 1, height: 1 },
    );
    expect(logs.scales).toEqual({ x: { time: false, distr: 3 }, y: { distr: 3 } });
  });
});

it('decadesOnly thins out the lines of a long logarithmic axis', () => {
  expect(decadesOnly([0.1, 0.2, 0.5, 1, 2])).toEqual([0.1, 0.2, 0.5, 1, 2]);
  expect(decadesOnly([1e-6, 2e-6, 1e-5, 0.001, 0.5, 1, 100])).toEqual([1e-6, null, 1e-5, 0.001, null, 1, 100]);
  expect(decadesOnly([null, null])).toEqual([null, null]);
});

it('readRow tells the values of a row, and the last ones before it where there is a gap', () => {
  const columns = [
    [0, 1, 2],
    [0.5, 0.25, 0.125],
    [0.6, null, null],
    [null, null, 0.5],
  ];
  const labels = ['epoch', 'train', 'valid.', 'test'];
  expect(readRow(columns, labels, 1)).toBe('epoch 1  train 0.250  valid. 0.600');
  expect(readRow(columns, labels, 2)).toBe('epoch 2  train 0.125  valid. 0.600  test 0.500');
  expect(readRow([[3], [0.00271]], labels, 0)).toBe('epoch 3  train 0.0027');
  expect(readRow([], labels, 2)).toBe('');
});

it.each([
  [null, '–'],
  [undefined, '–'],
  [0, '0'],
  [0.12345, '0.123'],
  [12.345, '12.3'],
  [1234.5, '1235'],
  [40, '40'],
  [0.0000123, '1.2e−5'],
  [-2500000, '−2.5e+6'],
])('%s is written as %s', (value, text) => {
  expect(written(value)).toBe(text);
});

describe('createChart', () => {
  beforeEach(() => {
    // jsdom has neither canvases nor media queries; uPlot asks for both when it is loaded or made.
    vi.stubGlobal(
      'Path2D',
      class {
        moveTo() {}
        lineTo() {}
        rect() {}
        arc() {}
        addPath() {}
      },
    );
    vi.stubGlobal('matchMedia', () => ({ addEventListener() {}, removeEventListener() {} }));
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(() => {
      const known: Record<string, unknown> = { measureText: () => ({ width: 10 }) };
      return new Proxy(Object.create(null), {
        get: (_, name) => known[String(name)] ?? (() => undefined),
        set: () => true,
      });
    });
  });

  it('shows curves, is made anew for a new look, and leaves nothing behind', async () => {
    const { createChart } = await import('@/paint/chart');
    const element = document.createElement('div');
    const chart = createChart(element, options);
    chart.setData([
      [0, 1],
      [0.5, 0.25],
      [null, 0.5],
      [null, null],
    ]);
    const first = element.querySelector('.uplot');
    expect([...element.querySelectorAll('.u-series .u-label')].map((label) => label.textContent)).toEqual([
      'epoch',
      'train',
      'validation',
      'test',
    ]);
    chart.setTheme('light');
    expect(element.querySelector('.uplot')).toBe(first);
    chart.setLog({ y: true });
    chart.setTheme('dark');
    expect(element.querySelector('.uplot')).not.toBe(first);
    expect(element.querySelectorAll('.uplot')).toHaveLength(1);
    chart.destroy();
    expect(element.children).toHaveLength(0);
  });
});
