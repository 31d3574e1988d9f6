/** Shapes of data points, so that classes differ by more than colour. */
export type Marker =
  | 'circle'
  | 'square'
  | 'triangle'
  | 'diamond'
  | 'plus'
  | 'cross'
  | 'triangle_down'
  | 'hexagon'
  | 'star'
  | 'bar';

/** The shape of class 0, class 1 and so on. */
export const MARKERS: readonly Marker[] = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'plus',
  'cross',
  'triangle_down',
  'hexagon',
  'star',
  'bar',
];

/** The shape of a class. */
export const markerOf = (number: number): Marker => MARKERS[Math.trunc(number) % MARKERS.length] ?? 'circle';

type Outline = readonly (readonly [x: number, y: number])[];

const regular = (corners: number, turn: number, inner = 1): Outline =>
  Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners + turn;
    const radius = corner % 2 ? inner : 1;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
const UP = -Math.PI / 2;
const ARM = 0.36;
const PLUS: Outline = [
  [-ARM, -1],
  [ARM, -1],
  [ARM, -ARM],
  [1, -ARM],
  [1, ARM],
  [ARM, ARM],
  [ARM, 1],
  [-ARM, 1],
  [-ARM, ARM],
  [-1, ARM],
  [-1, -ARM],
  [-ARM, -ARM],
];
const turned = (outline: Outline): Outline =>
  outline.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2] as const);
const box = (width: number, height: number): Outline => [
  [-width, -height],
  [width, -height],
  [width, height],
  [-width, height],
];

/** Sized so that all of them look equally heavy. */
const OUTLINES: Readonly<Record<Exclude<Marker, 'circle'>, Outline>> = {
  square: box(0.86, 0.86),
  triangle: regular(3, UP).map(([x, y]) => [1.25 * x, 1.25 * y + 0.15] as const),
  diamond: regular(4, UP).map(([x, y]) => [1.2 * x, 1.2 * y] as const),
  plus: PLUS.map(([x, y]) => [1.1 * x, 1.1 * y] as const),
  cross: turned(PLUS),
  triangle_down: regular(3, -UP).map(([x, y]) => [1.25 * x, 1.25 * y - 0.15] as const),
  hexagon: regular(6, UP),
  star: regular(10, UP, 0.45).map(([x, y]) => [1.3 * x, 1.3 * y] as const),
  bar: box(0.5, 1.1),
};

/** The part of a canvas context that outlines need. */
export type PathPen = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'arc' | 'closePath'>;

/** Adds the outline of a marker to the current path; the caller fills and strokes many at once. */
export function traceMarker(pen: PathPen, marker: Marker, x: number, y: number, radius: number): void {
  if (marker === 'circle') {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  let first = true;
  for (const [dx, dy] of OUTLINES[marker]) {
    if (first) pen.moveTo(x + dx * radius, y + dy * radius);
    else pen.lineTo(x + dx * radius, y + dy * radius);
    first = false;
  }
  pen.closePath();
}
