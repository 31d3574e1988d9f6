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
const SHORT_NAME = 5;
const LETTER_PX = 6.5;

/** Room that a name of this many letters takes beside the first column, as far as there is any. */
const nameRoom = (letters: number, narrow: boolean): number =>
  letters <= SHORT_NAME ? 0 : Math.min(narrow ? 40 : 96, (letters - SHORT_NAME) * LETTER_PX);

/** How wide a name beside the first column may be. */
export const nameWidth = (layout: Layout): number => Math.max(0, (layout.columns[0]?.x ?? 0) - layout.size / 2 - 10);

/**
 * Places columns of units in a box, which grows where they do not fit. `longest` is how many letters the longest name
 * beside the first column has.
 */
export function layoutOf(needs: readonly ColumnNeeds[], box: Box, narrow = false, longest = 0): Layout {
  const [header, side] = narrow ? [HEADER_PX.narrow, SIDE_PX.narrow] : [HEADER_PX.wide, SIDE_PX.wide];
  const most = Math.max(1, ...needs.map(({ count }) => count));
  const room = Math.max(0, box.height - header - FOOT_PX);
  const pitch = Math.min(LARGEST_PX + 18, Math.max(SMALLEST_PX + 8, room / most));
  const size = Math.round(Math.min(LARGEST_PX, Math.max(SMALLEST_PX, pitch - Math.max(8, pitch * 0.22))));
  const half = needs.map(({ tools }) => (tools ? HALF_WITH_TOOLS_PX : HALF_PX));
  const gaps = half.slice(1).map((own, index) => own + (half[index] ?? 0));
  const names = nameRoom(longest, narrow);
  const least = gaps.reduce((sum, gap) => sum + gap, 2 * side + names);
  const width = Math.max(box.width, least);
  // Columns stand evenly where there is room for it, and as close as their tools allow where there is not.
  const even = gaps.length > 0 ? (width - 2 * side - names) / gaps.length : 0;
  const fits = gaps.every((gap) => gap <= even);
  const height = Math.max(box.height, header + FOOT_PX + most * pitch);
  // What fits into the box stands in its middle, even beside a column that goes on below.
  const middleOf = (count: number): number => header + (count * pitch > room ? height - header - FOOT_PX : room) / 2;
  let x = gaps.length > 0 ? side + names : width / 2;
  const columns = needs.map(({ count }, index) => {
    if (index > 0) x += fits ? even : (gaps[index - 1] ?? 0) + (width - least) / gaps.length;
    const ys = Array.from({ length: count }, (_, unit) =>
      Math.round(middleOf(count) + (unit - (count - 1) / 2) * pitch),
    );
    return { x: Math.round(x), ys };
  });
  return { width, height, size, columns };
}
