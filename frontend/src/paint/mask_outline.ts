/** The outline of what belongs to one class, between its pixels and those of the others. */

/** Closed lines; each holds x and y in turn, in pixels of the image: pixel (row r, column c) reaches from (c, r) to (c + 1, r + 1). */
export type Outline = readonly (readonly number[])[];

/** Steps along the edges of pixels: right, down, left, up. */
const DX = [1, 0, -1, 0] as const;
const DY = [0, 1, 0, -1] as const;

/**
 * The lines around the pixels of class `number` in `mask[offset …]`, `(height, width)`, clockwise around them and counter-
 * clockwise around holes. Every line goes through the middles of the edges it follows, so that stairs become slopes: it is
 * never more than half a pixel from what is counted. Pixels that only touch at a corner are apart.
 */
export function outlineOf(mask: Uint8Array, offset: number, height: number, width: number, number: number): Outline {
  const columns = width + 1;
  const steps = new Uint8Array((height + 1) * columns);
  const inside = (row: number, column: number): boolean =>
    row >= 0 && row < height && column >= 0 && column < width && mask[offset + row * width + column] === number;
  const note = (row: number, column: number, step: number): void => {
    const at = row * columns + column;
    steps[at] = (steps[at] ?? 0) | (1 << step);
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (mask[offset + row * width + column] !== number) continue;
      if (!inside(row - 1, column)) note(row, column, 0);
      if (!inside(row, column + 1)) note(row, column + 1, 1);
      if (!inside(row + 1, column)) note(row + 1, column + 1, 2);
      if (!inside(row, column - 1)) note(row + 1, column, 3);
    }
  }
  const lines: number[][] = [];
  for (let at = 0; at < steps.length; at++) {
    while ((steps[at] ?? 0) !== 0) lines.push(walk(steps, at, columns));
  }
  return lines;
}

/** Follows one line from a corner back to it, and takes its steps away. */
function walk(steps: Uint8Array, start: number, columns: number): number[] {
  const line: number[] = [];
  let at = start;
  let heading = firstStep(steps[at] ?? 0);
  do {
    const ways = steps[at] ?? 0;
    // To the right first: that stays at the same pixel where two of them touch at a corner.
    const turn = [1, 0, 3].find((by) => ways & (1 << ((heading + by) & 3))) ?? 0;
    if (at !== start || line.length > 0) heading = (heading + turn) & 3;
    steps[at] = ways & ~(1 << heading);
    const [x, y] = [at % columns, Math.floor(at / columns)];
    const [dx, dy] = [DX[heading] ?? 0, DY[heading] ?? 0];
    line.push(x + dx / 2, y + dy / 2);
    at = (y + dy) * columns + x + dx;
  } while (at !== start);
  return line;
}

const firstStep = (ways: number): number => [0, 1, 2, 3].find((step) => ways & (1 << step)) ?? 0;

/** The part of a canvas context that outlines need. */
export type OutlinePen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'stroke' | 'strokeStyle' | 'lineWidth' | 'setLineDash'
>;

export interface OutlineStyle {
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** Drawn below, wider, so that the line shows on bright and on dark; none when empty. */
  readonly halo: string;
}

/** Draws an outline, scaled from pixels of the image to those of the canvas. */
export function drawOutline(
  pen: OutlinePen,
  outline: Outline,
  scale: readonly [x: number, y: number],
  { colour, width, dash, halo }: OutlineStyle,
): void {
  if (outline.length === 0) return;
  pen.beginPath();
  for (const line of outline) {
    for (let at = 0; at < line.length; at += 2) {
      const [x, y] = [(line[at] ?? 0) * scale[0], (line[at + 1] ?? 0) * scale[1]];
      if (at === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    pen.closePath();
  }
  pen.setLineDash([...dash]);
  if (halo !== '') {
    pen.strokeStyle = halo;
    pen.lineWidth = width + 2;
    pen.stroke();
  }
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
  pen.setLineDash([]);
}
