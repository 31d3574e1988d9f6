import { inks, signedColour, type Theme } from '@/paint/colour';

type Pen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'arc' | 'fill' | 'stroke' | 'moveTo' | 'lineTo' | 'fillStyle' | 'strokeStyle' | 'lineWidth'
>;

const SMALLEST_PX = 3.5;
const LARGEST_PX = 7.5;
const FULL = 2;

/** A bias as a dot: its size tells how strong it is, its colour and its plus or minus which way it pushes. */
export function drawBias(pen: Pen, x: number, y: number, bias: number, theme: Theme): void {
  const part = Math.min(1, Math.sqrt(Math.abs(bias) / FULL));
  const radius = SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * part;
  const { ground, faint } = inks(theme);
  const none = Math.abs(bias) < 5e-4;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = none ? ground : signedColour(Math.sign(bias) * (0.45 + 0.55 * part), theme);
  pen.fill();
  pen.strokeStyle = none ? faint : ground;
  pen.lineWidth = 1.25;
  pen.stroke();
  if (none || radius < 4) return;
  const arm = radius * 0.5;
  pen.beginPath();
  pen.moveTo(x - arm, y);
  pen.lineTo(x + arm, y);
  if (bias > 0) {
    pen.moveTo(x, y - arm);
    pen.lineTo(x, y + arm);
  }
  pen.lineWidth = 1.4;
  pen.strokeStyle = ground;
  pen.stroke();
}

/** Where the bias of a unit stands: at the lower left corner of its picture. */
export const biasPlace = (x: number, y: number, size: number): [number, number] => [x - size / 2, y + size / 2 - 1];
