import type { Inks } from './colour';
import { type Coded, codeValue, reachOver } from './scale';

/** The part of a canvas context that lines need. */
export type LinePen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'strokeStyle' | 'lineWidth'
>;

export interface LinesOptions {
  readonly channels: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly inks: Pick<Inks, 'ink' | 'line'>;
}

/** More lines than this run together. */
const MOST = 12;

/** Draws each channel of a sequence as a line around its zero; all share one scale. Codes are `(channels, length)`. */
export function drawLines(pen: LinePen, { codes, lo, hi }: Coded, options: LinesOptions): void {
  const { channels, length, width, height, inks } = options;
  const shown = Math.min(channels, MOST);
  const reach = reachOver(lo, hi) || 1;
  const band = height / Math.max(1, shown);
  pen.lineWidth = 1;
  for (let channel = 0; channel < shown; channel++) {
    const middle = band * (channel + 0.5);
    pen.strokeStyle = inks.line;
    pen.beginPath();
    pen.moveTo(0, middle);
    pen.lineTo(width, middle);
    pen.stroke();
    pen.strokeStyle = inks.ink;
    pen.beginPath();
    for (let i = 0; i < length; i++) {
      const value = codeValue(codes[channel * length + i] ?? 0, lo[channel] ?? lo[0] ?? 0, hi[channel] ?? hi[0] ?? 0);
      const x = length < 2 ? width / 2 : (i / (length - 1)) * width;
      const y = middle - (value / reach) * band * 0.46;
      if (i === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    pen.stroke();
  }
}
