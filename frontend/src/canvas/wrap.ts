import type { Place } from '@/state/drawing';

export interface Size {
  width: number;
  height: number;
}
export interface Box extends Place, Size {
  id: string;
}

interface Column {
  boxes: Box[];
  left: number;
  right: number;
}

const ROW_GAP_PX = 58;
/** As large as cards are ever shown to fit: wider rows than that gain nothing. */
const LARGEST = 1.1;
/** Rows cost reading: another one must make things this much larger. */
const WORTH = 1.12;

/** Boxes that stand above each other, from left to right. */
function columnsOf(boxes: readonly Box[]): Column[] {
  const columns: Column[] = [];
  for (const box of boxes.toSorted((a, b) => a.x - b.x)) {
    const last = columns.at(-1);
    if (last && box.x < last.right) {
      last.boxes.push(box);
      last.right = Math.max(last.right, box.x + box.width);
    } else columns.push({ boxes: [box], left: box.x, right: box.x + box.width });
  }
  return columns;
}

/** As many columns in a row as fit into a width. */
function broken(columns: readonly Column[], width: number): Column[][] {
  const rows: Column[][] = [];
  for (const column of columns) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && column.right - first.left <= width) row.push(column);
    else rows.push([column]);
  }
  return rows;
}

const topOf = (row: readonly Column[]): number => Math.min(...row.flatMap(({ boxes }) => boxes.map(({ y }) => y)));
const heightOf = (row: readonly Column[]): number =>
  Math.max(...row.flatMap(({ boxes }) => boxes.map(({ y, height }) => y + height))) - topOf(row);
const widthOf = (row: readonly Column[]): number => (row.at(-1)?.right ?? 0) - (row[0]?.left ?? 0);

/** How large a drawing of these rows is on the board. */
function zoomOf(rows: readonly Column[][], board: Size): number {
  const width = Math.max(1, ...rows.map(widthOf));
  const height = rows.reduce((sum, row) => sum + heightOf(row) + ROW_GAP_PX, -ROW_GAP_PX);
  return Math.min(LARGEST, board.width / width, board.height / Math.max(1, height));
}

/**
 * A drawing from left to right, continued below like a text where the board is too narrow for it: in as many rows as
 * show it largest.
 */
export function wrapped(boxes: readonly Box[], board: Size): Record<string, Place> {
  const columns = columnsOf(boxes);
  let best = [columns];
  let zoom = zoomOf(best, board);
  const total = widthOf(columns);
  for (let count = 2; count <= columns.length && zoom < LARGEST; count += 1) {
    const widest = Math.max(...columns.map(({ left, right }) => right - left));
    const rows = evened(columns, Math.max(widest, total / count));
    const next = zoomOf(rows, board);
    if (next > zoom * WORTH ** (rows.length - best.length)) {
      best = rows;
      zoom = next;
    }
  }
  const places: Record<string, Place> = {};
  let below = 0;
  for (const row of best) {
    const [left, top] = [row[0]?.left ?? 0, topOf(row)];
    for (const { boxes: some } of row)
      for (const { id, x, y } of some) places[id] = { x: x - left, y: y - top + below };
    below += heightOf(row) + ROW_GAP_PX;
  }
  return places;
}

/** The rows for about this width: a little wider where that saves a last row of leftovers. */
function evened(columns: readonly Column[], width: number): Column[][] {
  const tight = broken(columns, width);
  const wide = broken(columns, width * 1.25);
  return wide.length < tight.length ? wide : tight;
}
