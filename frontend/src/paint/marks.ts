import type uPlot from 'uplot';

/** A place on the x axis worth marking. */
export interface Mark {
  readonly x: number;
  readonly label: string;
  /** Drawn through, and not dashed. */
  readonly firm?: boolean;
}

/** The part of a canvas context that marks need. */
export type MarkPen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'strokeStyle'
  | 'lineWidth'
  | 'setLineDash'
  | 'fillText'
  | 'fillStyle'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'save'
  | 'restore'
>;

type Box = Pick<uPlot.BBox, 'left' | 'top' | 'width' | 'height'>;

const [AWAY_PX, LINE_PX] = [4, 13];

/** Draws a line from top to bottom at each mark, its label beside it, each label lower than the one before. */
export function traceMarks(
  pen: MarkPen,
  marks: readonly { at: number; label: string; firm: boolean }[],
  { left, top, width, height }: Box,
  { ratio, colour }: { ratio: number; colour: string },
): void {
  // The axes are written by the same pen, which must come back as it was.
  pen.save();
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = ratio;
  pen.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  marks.forEach(({ at, label, firm }, index) => {
    if (at < left - 1 || at > left + width + 1) return;
    pen.setLineDash(firm ? [] : [4 * ratio, 3 * ratio]);
    pen.beginPath();
    pen.moveTo(at, top);
    pen.lineTo(at, top + height);
    pen.stroke();
    // On the side where there is more room.
    const before = at > left + width / 2;
    pen.textAlign = before ? 'right' : 'left';
    pen.fillText(label, at + (before ? -AWAY_PX : AWAY_PX) * ratio, top + index * LINE_PX * ratio);
  });
  pen.restore();
}

/** Draws marks on a plot. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], colour: string): void {
  const ratio = plot.ctx.canvas.width / plot.width;
  const placed = marks.map(({ x, label, firm = false }) => ({ at: plot.valToPos(x, 'x', true), label, firm }));
  traceMarks(plot.ctx, placed, plot.bbox, { ratio, colour });
}
