/** Where everything in the diagram stands, in CSS pixels from its top left corner. */
export interface Layout {
  width: number;
  height: number;
  /** The side of the picture of a unit of a layer. */
  size: number;
  /** The side of the pictures of a column stands with it: many features are smaller than the units of layers. */
  columns: { x: number; ys: number[]; size: number }[];
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
const SIDE_PX = { wide: 68, narrow: 54 };
const HALF_WITH_TOOLS_PX = 52;
const HALF_PX = 30;
const LARGEST_PX = 60;
const SMALLEST_PX = 24;
/** Of features with a pointer at hand: as close as the lines of their names. */
const CLOSEST_PX = 13;
const LETTER_PX = 7;
const NAME_GAP_PX = 10;

/** Room that a name of this many letters takes beside the first column, as far as there is any. */
const nameRoom = (letters: number, narrow: boolean, side: number): number =>
  Math.max(0, Math.min(narrow ? 40 : 100, letters * LETTER_PX + NAME_GAP_PX + LARGEST_PX / 2 - side));

/** How wide a name beside the first column may be. */
export const nameWidth = (layout: Layout): number =>
  Math.max(0, (layout.columns[0]?.x ?? 0) - (layout.columns[0]?.size ?? 0) / 2 - NAME_GAP_PX);

interface Pitch {
  pitch: number;
  size: number;
}

/** How far units stand from each other, and how large they are, where `most` of them share the room. */
function pitchOf(room: number, most: number, least: number): Pitch {
  const pitch = Math.min(LARGEST_PX + 18, Math.max(least, room / most));
  const gap = least < SMALLEST_PX ? Math.max(3, pitch * 0.22) : Math.max(8, pitch * 0.22);
  return { pitch, size: Math.round(Math.min(LARGEST_PX, pitch - gap)) };
}

/**
 * Places columns of units in a box, which grows where they do not fit. Many features crowd before it grows, for they
 * would push what they lead to out of sight. `longest` is how many letters the longest name beside the first column has.
 */
export function layoutOf(needs: readonly ColumnNeeds[], box: Box, narrow = false, longest = 0): Layout {
  const [header, side] = narrow ? [HEADER_PX.narrow, SIDE_PX.narrow] : [HEADER_PX.wide, SIDE_PX.wide];
  const room = Math.max(0, box.height - header - FOOT_PX);
  const most = (counts: readonly { count: number }[]): number => Math.max(1, ...counts.map(({ count }) => count));
  const common = pitchOf(room, most(needs), SMALLEST_PX + 8);
  const crowded = !narrow && needs.length > 1 && most(needs.slice(0, 1)) * common.pitch > room;
  const units = crowded ? pitchOf(room, most(needs.slice(1)), SMALLEST_PX + 8) : common;
  const features = crowded ? pitchOf(room, most(needs), CLOSEST_PX) : common;
  const of = (index: number): Pitch => (index === 0 ? features : units);
  const half = needs.map(({ tools }) => (tools ? HALF_WITH_TOOLS_PX : HALF_PX));
  const gaps = half.slice(1).map((own, index) => own + (half[index] ?? 0));
  const names = nameRoom(longest, narrow, side);
  const least = gaps.reduce((sum, gap) => sum + gap, 2 * side + names);
  const width = Math.max(box.width, least);
  // Columns stand evenly where there is room for it, and as close as their tools allow where there is not.
  const even = gaps.length > 0 ? (width - 2 * side - names) / gaps.length : 0;
  const fits = gaps.every((gap) => gap <= even);
  const longestColumn = Math.max(...needs.map(({ count }, index) => Math.max(1, count) * of(index).pitch));
  const height = Math.max(box.height, header + FOOT_PX + longestColumn);
  // What fits into the box stands in its middle, even beside a column that goes on below.
  const middleOf = (tall: number): number => header + (tall > room ? height - header - FOOT_PX : room) / 2;
  let x = gaps.length > 0 ? side + names : width / 2;
  const columns = needs.map(({ count }, index) => {
    if (index > 0) x += fits ? even : (gaps[index - 1] ?? 0) + (width - least) / gaps.length;
    const { pitch, size } = of(index);
    const ys = Array.from({ length: count }, (_, unit) =>
      Math.round(middleOf(count * pitch) + (unit - (count - 1) / 2) * pitch),
    );
    return { x: Math.round(x), ys, size };
  });
  return { width, height, size: units.size, columns };
}
