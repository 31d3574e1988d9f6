import { inks, type Theme } from './colour';
import type { EdgeBundle, EdgeRef } from './edges';

type Pen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'setLineDash' | 'strokeStyle' | 'lineWidth'
>;

const ARM_PX = 4.5;

/** Marks edges whose weight is held at zero: a faint line that a cross cuts in the middle. */
export function drawHeld(pen: Pen, bundle: EdgeBundle, edges: readonly EdgeRef[], theme: Theme): void {
  const { faint } = inks(theme);
  for (const { input, unit } of edges) {
    const [y1, y2] = [bundle.fromY[input], bundle.toY[unit]];
    if (y1 === undefined || y2 === undefined) continue;
    const [x, y] = [(bundle.fromX + bundle.toX) / 2, (y1 + y2) / 2];
    pen.strokeStyle = faint;
    pen.lineWidth = 1;
    pen.setLineDash([1, 5]);
    pen.beginPath();
    pen.moveTo(bundle.fromX, y1);
    pen.lineTo(bundle.toX, y2);
    pen.stroke();
    pen.setLineDash([]);
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(x - ARM_PX, y - ARM_PX);
    pen.lineTo(x + ARM_PX, y + ARM_PX);
    pen.moveTo(x - ARM_PX, y + ARM_PX);
    pen.lineTo(x + ARM_PX, y - ARM_PX);
    pen.stroke();
  }
}
