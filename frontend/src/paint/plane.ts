/** Where the plane lies on a canvas, in CSS pixels. Coordinates run from -6 to 6 both ways, y upwards. */
export interface Plane {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  px(x: number): number;
  py(y: number): number;
  /** The point of the plane under a place on the canvas, or null outside. */
  at(px: number, py: number): [x: number, y: number] | null;
}

export const PLANE_REACH = 6;
const SPAN = 2 * PLANE_REACH;
/** Room for the numbers on the left and below, and for the half of the last ones elsewhere. */
const AXIS = { left: 22, bottom: 18, top: 6, right: 6 };

/** Room for names beside the numbers, which may be long ones. */
const NAMED = { left: 70, bottom: 34, top: 6, right: 10 };

/** Names and ticks of both sides, where they are not the numbers of the plane itself. */
export interface AxisLook {
  readonly x: { readonly name: string; readonly ticks: readonly (readonly [at: number, text: string])[] };
  readonly y: { readonly name: string; readonly ticks: readonly (readonly [at: number, text: string])[] };
}

/** The largest square that fits a canvas of `width` × `height`, with or without room for axes, and for their names. */
export function planeIn(width: number, height: number, axes: boolean, named = false): Plane {
  const room = axes ? (named ? NAMED : AXIS) : { left: 0, bottom: 0, top: 0, right: 0 };
  const side = Math.max(1, Math.min(width - room.left - room.right, height - room.top - room.bottom));
  const { left, top } = room;
  return {
    left,
    top,
    side,
    px: (x) => left + ((x + PLANE_REACH) / SPAN) * side,
    py: (y) => top + ((PLANE_REACH - y) / SPAN) * side,
    at(px, py) {
      const x = ((px - left) / side) * SPAN - PLANE_REACH;
      const y = PLANE_REACH - ((py - top) / side) * SPAN;
      return Math.abs(x) <= PLANE_REACH && Math.abs(y) <= PLANE_REACH ? [x, y] : null;
    },
  };
}

/** The part of a canvas context that axes need. */
export type AxisPen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'strokeRect'
  | 'fillText'
  | 'save'
  | 'restore'
  | 'translate'
  | 'rotate'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
>;

const TICKS = [-6, -4, -2, 0, 2, 4, 6];
/** With the true minus sign, as formulas have it. */
const written = (tick: number): string => (tick < 0 ? `−${-tick}` : String(tick));
const ownTicks = TICKS.map((tick) => [tick, written(tick)] as const);
const OWN_AXES: AxisLook = { x: { name: '', ticks: ownTicks }, y: { name: '', ticks: ownTicks } };

/** Draws frame, ticks and numbers around the plane. */
export function drawAxes(
  pen: AxisPen,
  plane: Plane,
  colours: { line: string; faint: string },
  font: string,
  look: AxisLook = OWN_AXES,
): void {
  const { left, top, side } = plane;
  const bottom = top + side;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1);
  pen.beginPath();
  for (const [at] of look.x.ticks) {
    pen.moveTo(plane.px(at), bottom);
    pen.lineTo(plane.px(at), bottom + 3);
  }
  for (const [at] of look.y.ticks) {
    pen.moveTo(left, plane.py(at));
    pen.lineTo(left - 3, plane.py(at));
  }
  pen.stroke();
  pen.fillStyle = colours.faint;
  pen.font = font;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  for (const [at, text] of look.x.ticks) pen.fillText(text, plane.px(at), bottom + 5);
  const most = Math.max(4, Math.floor(side / LETTER_PX));
  if (look.x.name !== '') pen.fillText(short(look.x.name, most), left + side / 2, bottom + 20);
  if (look.y.name !== '') {
    pen.save();
    pen.translate(2, top + side / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText(short(look.y.name, most), 0, 0);
    pen.restore();
  }
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  for (const [at, text] of look.y.ticks) pen.fillText(short(text), left - 5, plane.py(at));
}

/** Texts on the left have little room. */
const short = (text: string, most = MOST_LETTERS): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
const MOST_LETTERS = 8;
/** About how wide a letter is. */
const LETTER_PX = 6;
