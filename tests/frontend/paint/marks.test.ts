import { expect, it } from 'vitest';
import { type MarkPen, traceMarks } from '@/paint/marks';

interface Line {
  at: number;
  dashed: boolean;
}

function pen() {
  const [lines, texts]: [Line[], string[]] = [[], []];
  let dashed = false;
  const drawn: MarkPen = {
    strokeStyle: '',
    fillStyle: '',
    lineWidth: 0,
    font: '',
    textAlign: 'left',
    textBaseline: 'top',
    save: () => undefined,
    restore: () => undefined,
    beginPath: () => undefined,
    stroke: () => undefined,
    lineTo: () => undefined,
    setLineDash: (dash) => {
      dashed = [...dash].length > 0;
    },
    moveTo: (at) => lines.push({ at, dashed }),
    fillText(text, x, y) {
      texts.push(`${text} ${this.textAlign} ${x} ${y}`);
    },
  };
  return { drawn, lines, texts };
}

it('marks places on the plot, labels to the side with more room and none over another', () => {
  const { drawn, lines, texts } = pen();
  const box = { left: 100, top: 10, width: 400, height: 200 };
  const marks = [
    { at: 150, label: 'best', firm: false },
    { at: 480, label: 'stopped', firm: true },
    { at: 90, label: 'before', firm: true },
  ];
  traceMarks(drawn, marks, box, { ratio: 2, colour: 'black' });
  expect(lines).toEqual([
    { at: 150, dashed: true },
    { at: 480, dashed: false },
  ]);
  expect(texts).toEqual(['best left 158 10', 'stopped right 472 36']);
});
