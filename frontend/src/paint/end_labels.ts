import type uPlot from 'uplot';

/** The part of a canvas context that labels need. */
export type LabelPen = Pick<
  CanvasRenderingContext2D,
  'fillText' | 'fillStyle' | 'font' | 'textAlign' | 'textBaseline' | 'save' | 'restore'
>;

/** Places on a line that are at least `gap` apart and as near as can be to where they belong, within 0 to `reach`. */
export function spread(wanted: readonly number[], gap: number, reach: number): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const room = Math.min(gap, reach / Math.max(1, wanted.length - 1));
  const placed: number[] = wanted.map(() => 0);
  let last = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    last = Math.max(wanted[index] ?? 0, last + room);
    placed[index] = last;
  }
  // What was pushed out at the end is pushed back, and what stood before it gives way.
  let next = reach + room;
  for (const index of order.toReversed()) {
    next = Math.min(placed[index] ?? 0, next - room);
    placed[index] = next;
  }
  return placed;
}

/** Where a column ends: its last number and the row of it; null where there is none. */
export function endOf(column: ArrayLike<number | null | undefined>): { row: number; value: number } | null {
  for (let row = column.length - 1; row >= 0; row--) {
    const value = column[row];
    if (value !== null && value !== undefined) return { row, value };
  }
  return null;
}

const GAP_PX = 13;
const AWAY_PX = 5;

/** Writes the name of each curve at its end, in its colour, none over another. */
export function drawEndLabels(plot: uPlot, names: readonly string[], colours: readonly string[]): void {
  const ratio = plot.ctx.canvas.width / plot.width;
  const { left, top, width, height } = plot.bbox;
  const xs = plot.data[0];
  const ends = names.flatMap((name, index) => {
    const end = endOf(plot.data[index + 1] ?? []);
    const x = end ? xs[end.row] : undefined;
    if (!end || x === undefined) return [];
    return [
      { name, colour: colours[index] ?? '', x: plot.valToPos(x, 'x', true), y: plot.valToPos(end.value, 'y', true) },
    ];
  });
  const places = spread(
    ends.map(({ y }) => Math.min(height, Math.max(0, y - top))),
    GAP_PX * ratio,
    height,
  );
  const pen: LabelPen = plot.ctx;
  // The axes are written by the same pen, which must come back as it was.
  pen.save();
  pen.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  ends.forEach(({ name, colour, x }, index) => {
    pen.fillStyle = colour;
    pen.fillText(name, Math.min(x, left + width) + AWAY_PX * ratio, top + (places[index] ?? 0));
  });
  pen.restore();
}
