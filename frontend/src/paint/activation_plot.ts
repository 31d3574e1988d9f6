import { type Inks, inks, signedColour, type Theme } from './colour';
import { short } from './numbers';

/** An activation over the sums of a batch. */
export interface ActivationScene {
  readonly axis: Float32Array;
  readonly value: Float32Array;
  readonly slope: Float32Array;
  /** How many sums fall in each of equal bins over the axis. */
  readonly counts: Int32Array;
  /** The sum of the chosen example and what the activation makes of it. */
  readonly at: readonly [sum: number, value: number] | null;
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** The part of a canvas context that the plot needs. */
export type PlotPen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'fillRect'
  | 'arc'
  | 'fill'
  | 'fillText'
  | 'setLineDash'
  | 'strokeStyle'
  | 'fillStyle'
  | 'lineWidth'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'globalAlpha'
>;

const FONT = '11px system-ui, sans-serif';
const BARS = 0.4;
const ROOM = { top: 6, bottom: 16, side: 4 };

/** Where a curve lies: zero is always on the plot. */
export function rangeOf(...curves: readonly Float32Array[]): [low: number, high: number] {
  let [low, high] = [0, 0];
  for (const curve of curves)
    for (const value of curve) if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** Draws the sums of the batch as bars, over them f as a solid line and its slope dashed, and the chosen example. */
export function drawActivation(pen: PlotPen, scene: ActivationScene, { width, height }: PlotSize, theme: Theme): void {
  const { axis, value, slope, counts, at } = scene;
  const reach = Math.abs(axis[0] ?? 1) || 1;
  const look = inks(theme);
  const [low, high] = rangeOf(value, slope);
  const floor = height - ROOM.bottom;
  const px = (x: number): number => ROOM.side + ((x + reach) / (2 * reach)) * (width - 2 * ROOM.side);
  const py = (y: number): number => ROOM.top + ((high - y) / (high - low)) * (floor - ROOM.top);

  const most = counts.reduce((top, count) => Math.max(top, count), 1);
  const step = (width - 2 * ROOM.side) / counts.length;
  for (const [bin, count] of counts.entries()) {
    const middle = ((bin + 0.5) / counts.length) * 2 - 1;
    const tall = (count / most) * BARS * (floor - ROOM.top);
    pen.fillStyle = signedColour(Math.sign(middle) * 0.6, theme);
    if (count > 0) pen.fillRect(ROOM.side + bin * step, floor - tall, Math.max(1, step - 1), tall);
  }
  drawGround(pen, { px, py, floor, width, reach }, look);
  drawCurve(pen, axis, slope, px, py, { colour: look.faint, dash: [4, 3], width: 1.25 });
  drawCurve(pen, axis, value, px, py, { colour: look.ink, dash: [], width: 2 });
  if (!at) return;
  const [x, y] = [px(Math.max(-reach, Math.min(reach, at[0]))), py(Math.max(low, Math.min(high, at[1])))];
  pen.setLineDash([2, 2]);
  pen.strokeStyle = look.ink;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, floor);
  pen.lineTo(x, y);
  pen.stroke();
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(x, y, 4.5, 0, 2 * Math.PI);
  pen.fillStyle = look.ground;
  pen.fill();
  pen.lineWidth = 2;
  pen.stroke();
}

interface Ground {
  px: (x: number) => number;
  py: (y: number) => number;
  floor: number;
  width: number;
  reach: number;
}

function drawGround(pen: PlotPen, { px, py, floor, width, reach }: Ground, { line, faint }: Inks): void {
  pen.setLineDash([]);
  pen.strokeStyle = line;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(0, py(0));
  pen.lineTo(width, py(0));
  pen.moveTo(px(0), ROOM.top);
  pen.lineTo(px(0), floor);
  pen.stroke();
  pen.fillStyle = faint;
  pen.font = FONT;
  pen.textBaseline = 'top';
  for (const [tick, align] of [
    [-reach, 'left'],
    [0, 'center'],
    [reach, 'right'],
  ] as const) {
    pen.textAlign = align;
    pen.fillText(short(tick), px(tick), floor + 3);
  }
}

function drawCurve(
  pen: PlotPen,
  axis: Float32Array,
  values: Float32Array,
  px: (x: number) => number,
  py: (y: number) => number,
  { colour, dash, width }: { colour: string; dash: number[]; width: number },
): void {
  pen.setLineDash(dash);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  let drawing = false;
  for (const [index, x] of axis.entries()) {
    const value = values[index];
    if (value === undefined || !Number.isFinite(value)) drawing = false;
    else if (drawing) pen.lineTo(px(x), py(value));
    else {
      pen.moveTo(px(x), py(value));
      drawing = true;
    }
  }
  pen.stroke();
  pen.setLineDash([]);
}
