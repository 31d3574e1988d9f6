/** Where everything in the diagram stands, in CSS pixels from its top left corner. */
export interface Layout {
  width: number;
  height: number;
  /** The side of a unit's picture. */
  size: number;
  columns: { x: number; ys: number[] }[];
}

export interface Box {
  width: number;
  height: number;
}

/** What a column needs: units, and whether tools stand over it. */
export interface ColumnNeeds {
  count: number;
  tools: boolean;
}

const FOOT_PX = 52;
const HEADER_PX = { wide: 78, narrow: 160 };
const SIDE_PX = { wide: 68, narrow: 46 };
const HALF_WITH_TOOLS_PX = 52;
const HALF_PX = 30;
const LARGEST_PX = 60;
const SMALLEST_PX = 24;

/** Places columns of units in a box, which grows where they do not fit. */
export function layoutOf(needs: readonly ColumnNeeds[], box: Box, narrow = false): Layout {
  const [header, side] = narrow ? [HEADER_PX.narrow, SIDE_PX.narrow] : [HEADER_PX.wide, SIDE_PX.wide];
  const most = Math.max(1, ...needs.map(({ count }) => count));
  const room = Math.max(0, box.height - header - FOOT_PX);
  const pitch = Math.min(LARGEST_PX + 18, Math.max(SMALLEST_PX + 8, room / most));
  const size = Math.round(Math.min(LARGEST_PX, Math.max(SMALLEST_PX, pitch - Math.max(8, pitch * 0.22))));
  const half = needs.map(({ tools }) => (tools ? HALF_WITH_TOOLS_PX : HALF_PX));
  const gaps = half.slice(1).map((own, index) => own + (half[index] ?? 0));
  const least = gaps.reduce((sum, gap) => sum + gap, 2 * side);
  const width = Math.max(box.width, least);
  // Columns stand evenly where there is room for it, and as close as their tools allow where there is not.
  const even = gaps.length > 0 ? (width - 2 * side) / gaps.length : 0;
  const fits = gaps.every((gap) => gap <= even);
  const height = Math.max(box.height, header + FOOT_PX + most * pitch);
  const middle = header + (height - header - FOOT_PX) / 2;
  let x = gaps.length > 0 ? side : width / 2;
  const columns = needs.map(({ count }, index) => {
    if (index > 0) x += fits ? even : (gaps[index - 1] ?? 0) + (width - least) / gaps.length;
    const ys = Array.from({ length: count }, (_, unit) => Math.round(middle + (unit - (count - 1) / 2) * pitch));
    return { x: Math.round(x), ys };
  });
  return { width, height, size, columns };
}
