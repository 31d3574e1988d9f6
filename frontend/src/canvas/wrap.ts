import type { Place } from '@/state/drawing';

export interface Size {
  width: number;
  height: number;
}
export interface Box extends Place, Size {
  id: string;
}

/** From box to box. */
export type Link = readonly [from: string, to: string];

interface Column {
  boxes: Box[];
  left: number;
  right: number;
}

const ROW_GAP_PX = 58;
/** As large as cards are ever shown to fit: wider rows than that gain nothing. */
const LARGEST = 1.1;
/** Another row costs reading, and a wire that runs on into it costs more. */
const PER_ROW = 0.96;
const PER_WIRE = 0.88;
const MOST_TRIES = 60;

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

/** What it costs to end a row before each column: wires beyond the first would go astray, and blocks would be torn. */
function cutsOf(columns: readonly Column[], links: readonly Link[], blocks: readonly (readonly string[])[]): number[] {
  const at = new Map(columns.flatMap(({ boxes }, index) => boxes.map(({ id }): [string, number] => [id, index])));
  return columns.map((_, index) => {
    const past = links.filter(([from, to]) => (at.get(from) ?? 0) < index && (at.get(to) ?? 0) >= index);
    const torn = blocks.filter((block) => {
      const within = block.map((id) => at.get(id) ?? 0);
      return Math.min(...within) < index && Math.max(...within) >= index;
    });
    return Math.max(0, past.length - 1) + TORN * torn.length;
  });
}

const ROW_COST = 3;
const TORN = 8;

/** Rows no wider than a width: as few as can be, and broken where few wires run. */
function broken(
  columns: readonly Column[],
  cuts: readonly number[],
  width: number,
): { rows: Column[][]; cost: number } {
  /** For every column: the least cost of all rows before it, and where the last of them begins. */
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= columns.length; end += 1) {
    let least = { cost: Number.POSITIVE_INFINITY, from: end - 1 };
    for (let from = end - 1; from >= 0; from -= 1) {
      const wide = (columns[end - 1]?.right ?? 0) - (columns[from]?.left ?? 0);
      if (wide > width && from < end - 1) break;
      const cost = (best[from]?.cost ?? 0) + ROW_COST + (cuts[from] ?? 0);
      if (cost < least.cost) least = { cost, from };
    }
    best.push(least);
  }
  const rows: Column[][] = [];
  for (let end = columns.length; end > 0; end = best[end]?.from ?? 0)
    rows.unshift(columns.slice(best[end]?.from ?? 0, end));
  return { rows, cost: (best.at(-1)?.cost ?? 0) - ROW_COST * rows.length };
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
 * show it largest, each ending where few wires run on.
 */
export function wrapped(
  boxes: readonly Box[],
  links: readonly Link[],
  board: Size,
  blocks: readonly (readonly string[])[] = [],
): Record<string, Place> {
  const columns = columnsOf(boxes);
  const cuts = cutsOf(columns, links, blocks);
  const worth = (rows: readonly Column[][], cost: number): number =>
    zoomOf(rows, board) * PER_ROW ** (rows.length - 1) * PER_WIRE ** cost;
  let best = [columns];
  let most = worth(best, 0);
  const widths = new Set(
    columns.flatMap(({ left }) => columns.map(({ right }) => right - left)).filter((one) => one > 0),
  );
  const widest = Math.max(0, ...columns.map(({ left, right }) => right - left));
  if (zoomOf(best, board) < LARGEST) {
    for (const width of thinned([...widths].filter((one) => one >= widest))) {
      const { rows, cost } = broken(columns, cuts, width);
      const found = worth(rows, cost);
      if (found > most) [best, most] = [rows, found];
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

/** Some of many widths, evenly: what lies between makes little difference. */
function thinned(widths: readonly number[]): number[] {
  const sorted = widths.toSorted((a, b) => a - b);
  const step = Math.max(1, Math.ceil(sorted.length / MOST_TRIES));
  return sorted.filter((_, index) => index % step === 0);
}
