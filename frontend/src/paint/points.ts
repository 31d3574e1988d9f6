import { classColour, type Inks, inks, signedColour, type Theme } from './colour';
import { type Marker, markerOf, type PathPen, traceMarker } from './marker';
import type { Plane } from './plane';

/** What a surface shows: probabilities of classes, values, or the signed output of one unit. */
export type SurfaceKind = 'binary' | 'multiclass' | 'regression' | 'unit';

/** Points in the plane: `xy` holds x and y in turn, `label` the class number or the value. */
export interface PointSet {
  readonly xy: Float32Array;
  readonly label: Float32Array;
}
/** The points of a data set by part; a part that is missing is not drawn. */
export interface PartedPoints {
  readonly train?: PointSet;
  readonly validation?: PointSet;
  readonly test?: PointSet;
}
export type Part = keyof PartedPoints;

/** The part of a canvas context that points need. */
export type PointPen = PathPen &
  Pick<CanvasRenderingContext2D, 'beginPath' | 'fill' | 'stroke' | 'fillStyle' | 'strokeStyle' | 'lineWidth'>;

/** How many colours regression values are sorted into. */
const BANDS = 17;

interface Look {
  readonly marker: Marker;
  readonly colour: string;
}

/** Marker and colour of a label; regression values are banded, so that points of one look are drawn in one go. */
function lookOf(band: number, task: SurfaceKind, theme: Theme): Look {
  if (task === 'multiclass') return { marker: markerOf(band), colour: classColour(band, theme) };
  if (task === 'binary') return { marker: markerOf(band), colour: signedColour(band > 0 ? 1 : -1, theme) };
  const value = (2 * band) / (BANDS - 1) - 1;
  return { marker: value < 0 ? 'diamond' : 'circle', colour: signedColour(value, theme) };
}

/** The number of the look of a label. */
function bandOf(label: number, task: SurfaceKind): number {
  if (task === 'binary' || task === 'multiclass') return Math.max(0, Math.round(label));
  return Math.round(((Math.min(1, Math.max(-1, label)) + 1) / 2) * (BANDS - 1));
}

/** Training points are filled, validation points have a dark rim, test points are hollow. */
function finish(pen: PointPen, part: Part, colour: string, { ink, ground }: Inks): void {
  pen.fillStyle = part === 'test' ? ground : colour;
  pen.strokeStyle = part === 'test' ? colour : part === 'validation' ? ink : ground;
  pen.lineWidth = part === 'test' ? 1.8 : 1.2;
  pen.fill();
  pen.stroke();
}

/** Draws all points of a part, those of one look together. */
export function drawPoints(
  pen: PointPen,
  points: PointSet,
  part: Part,
  plane: Plane,
  options: { task: SurfaceKind; theme: Theme; radius: number },
): void {
  const { task, theme, radius } = options;
  const count = points.label.length;
  const bands = new Uint8Array(count);
  let highest = 0;
  for (let i = 0; i < count; i++) {
    bands[i] = bandOf(points.label[i] ?? 0, task);
    highest = Math.max(highest, bands[i] ?? 0);
  }
  for (let band = 0; band <= highest; band++) {
    if (!bands.includes(band)) continue;
    const { marker, colour } = lookOf(band, task, theme);
    pen.beginPath();
    for (let i = 0; i < count; i++) {
      if (bands[i] !== band) continue;
      traceMarker(pen, marker, plane.px(points.xy[2 * i] ?? 0), plane.py(points.xy[2 * i + 1] ?? 0), radius);
    }
    finish(pen, part, colour, inks(theme));
  }
}
