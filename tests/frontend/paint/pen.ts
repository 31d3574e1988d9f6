import type { EdgePen } from '@/paint/edges';
import type { AxisPen } from '@/paint/plane';
import type { PointPen } from '@/paint/points';

/** A canvas context that writes down what is drawn, with the style at that moment. */
export interface FakePen extends EdgePen, PointPen, AxisPen {
  readonly strokes: { colour: unknown; width: number; dash: number[]; offset: number; path: string[] }[];
  readonly fills: { colour: unknown; path: string[] }[];
  readonly texts: { text: string; x: number; y: number }[];
}

const round = (value: number): number => Math.round(value * 100) / 100 + 0;

export function fakePen(): FakePen {
  let path: string[] = [];
  let dash: number[] = [];
  const add =
    (name: string) =>
    (...numbers: (number | boolean | undefined)[]): void =>
      void path.push([name, ...numbers.map((n) => (typeof n === 'number' ? round(n) : ''))].join(' ').trim());
  const pen: FakePen = {
    strokes: [],
    fills: [],
    texts: [],
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    lineDashOffset: 0,
    globalAlpha: 1,
    font: '',
    textAlign: 'start',
    textBaseline: 'alphabetic',
    beginPath() {
      path = [];
    },
    moveTo: add('M'),
    lineTo: add('L'),
    arc: add('A'),
    bezierCurveTo: add('C'),
    closePath: add('Z'),
    strokeRect: () => undefined,
    save: () => undefined,
    restore: () => undefined,
    translate: () => undefined,
    rotate: () => undefined,
    setLineDash(pattern: Iterable<number>) {
      dash = [...pattern];
    },
    stroke: () =>
      void pen.strokes.push({
        colour: pen.strokeStyle,
        width: pen.lineWidth,
        dash,
        offset: pen.lineDashOffset,
        path: [...path],
      }),
    fill: () => void pen.fills.push({ colour: pen.fillStyle, path: [...path] }),
    fillText: (text: string, x: number, y: number) => void pen.texts.push({ text, x, y }),
  };
  return pen;
}
