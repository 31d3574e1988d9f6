import { inks, type Theme } from './colour';
import { PLANE_REACH, type Plane } from './plane';
import type { PointPen } from './points';

/** Where a unit's sum is 0: all points with `a·x + b·y + c = 0`. It fires on the side that (a, b) points to. */
export interface DecisionLine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type At = readonly [x: number, y: number];

/** The ends of the part of a line that lies in the plane; null where it passes by, and where there is no line. */
export function lineInPlane({ a, b, c }: DecisionLine, reach = PLANE_REACH): readonly [At, At] | null {
  const size = Math.hypot(a, b);
  if (!(size > 0) || !Number.isFinite(size + c)) return null;
  // From the point next to the middle along the line, as far as the frame of the plane lets it.
  const [x, y] = [(-a * c) / size ** 2, (-b * c) / size ** 2];
  const [dx, dy] = [-b / size, a / size];
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [start, step] of [
    [x, dx],
    [y, dy],
  ] as const) {
    if (Math.abs(step) < 1e-12) {
      if (Math.abs(start) > reach) return null;
      continue;
    }
    const [one, other] = [(-reach - start) / step, (reach - start) / step];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  if (!(from < to)) return null;
  return [
    [x + from * dx, y + from * dy],
    [x + to * dx, y + to * dy],
  ];
}

const ARROW_PX = 34;
const HEAD_PX = 8;

/** Draws the line and, from its middle, the weights as an arrow to the side on which the unit fires. */
export function drawDecisionLine(pen: PointPen, plane: Plane, line: DecisionLine, theme: Theme): void {
  const ends = lineInPlane(line);
  if (!ends) return;
  const [from, to] = ends.map(([x, y]) => [plane.px(x), plane.py(y)] as const);
  if (!from || !to) return;
  const size = Math.hypot(line.a, line.b);
  // Up on the plane is down on the canvas.
  const [ux, uy] = [line.a / size, -line.b / size];
  const [mx, my] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [tx, ty] = [mx + ARROW_PX * ux, my + ARROW_PX * uy];
  const { ink, ground } = inks(theme);
  for (const [colour, width] of [
    [ground, 5],
    [ink, 2],
  ] as const) {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.moveTo(mx, my);
    pen.lineTo(tx, ty);
    for (const side of [1, -1]) {
      pen.moveTo(tx, ty);
      pen.lineTo(tx - HEAD_PX * (ux + side * 0.6 * uy), ty - HEAD_PX * (uy - side * 0.6 * ux));
    }
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }
}

/** Draws where the line was before the last change, faintly. */
export function drawLineBefore(pen: PointPen, plane: Plane, line: DecisionLine, theme: Theme): void {
  const ends = lineInPlane(line);
  if (!ends) return;
  pen.beginPath();
  pen.moveTo(plane.px(ends[0][0]), plane.py(ends[0][1]));
  pen.lineTo(plane.px(ends[1][0]), plane.py(ends[1][1]));
  pen.strokeStyle = inks(theme).faint;
  pen.lineWidth = 1.25;
  pen.stroke();
}
