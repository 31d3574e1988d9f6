import type { Place } from '@/state/drawing';
import { type Arm, type Course, type Stand, standOf } from './course';
import { flowed, USUAL } from './flowed';
import type { Card, Scene, Wire } from './scene';
import type { Box, Size } from './wrap';

type Sizes = ReadonlyMap<string, Size>;

/** Between cards of a row, between rows, and how far each level stands inwards of the one above. */
const [ACROSS_PX, DOWN_PX, INWARDS_PX] = [30, 26, 24];
/** What the board keeps free around a network. */
const FREE: Size = { width: 36, height: 78 };
/** As large as cards are ever shown to fit. */
const LARGEST = 1.1;

interface Stage extends Size {
  boxes: Box[];
}

interface Row {
  down: Stage;
  across: Stage;
  up: Stage;
  bottom: Stage;
}

const EMPTY: Stage = { boxes: [], width: 0, height: 0 };

/**
 * A network that goes down and up again, as a U: a row for each resolution, the way down on the left and the way up on
 * the right, further in the deeper, and straight across between them what skips the rest. Null of other networks.
 */
export function shapedAsU(scene: Scene, sizes: Sizes, board: Size): Record<string, Place> | null {
  if (!scene.course) return null;
  const beside = standsOf(scene, scene.course);
  const side = assembled(scene, sizes, beside, []);
  const ends = liftable(scene, beside);
  if (ends.length === 0) return side;
  const lifted = assembled(scene, sizes, beside, ends);
  return zoomOf(lifted, scene, sizes, board) > zoomOf(side, scene, sizes, board) ? lifted : side;
}

/** The nodes of the unfolded copy of a block that a card is part of. */
const framed = (scene: Scene, card: string): readonly string[] | undefined =>
  scene.frames.find(({ nodes }) => nodes.includes(card))?.nodes;

type Stands = ReadonlyMap<string, Stand>;

/** Where the cards stand. What is in an unfolded block stands with the rest of it, unless the block spans many levels. */
function standsOf(scene: Scene, course: Course): Stands {
  const found = new Map<string, Stand>();
  for (const { id, nodes } of scene.cards) {
    const frame = framed(scene, id);
    const levels = (frame ?? []).flatMap((one) => course.get(one)?.level ?? []);
    const together = frame && Math.max(...levels) - Math.min(...levels) <= 1;
    const stand = standOf(course, together ? frame : nodes);
    if (stand && course.has(nodes[0] ?? '')) found.set(id, stand);
  }
  return found;
}

/** The input and the end, where they stand before and after something of their level: they can go above it. */
function liftable(scene: Scene, stands: Stands): { id: string; over: string }[] {
  const ends: { id: string; over: string }[] = [];
  for (const { id } of scene.cards) {
    const [entering, leaving] = [
      scene.wires.filter(({ to }) => to === id),
      scene.wires.filter(({ from }) => from === id),
    ];
    const stand = stands.get(id);
    const over = entering.length === 0 ? leaving[0]?.to : entering[0]?.from;
    const single = entering.length + leaving.length === 1;
    const other = over === undefined ? undefined : stands.get(over);
    if (!single || over === undefined || stand?.level !== 0 || other?.level !== 0 || other.arm !== stand.arm) continue;
    if (framed(scene, id) === undefined) ends.push({ id, over });
  }
  return ends;
}

function assembled(
  scene: Scene,
  sizes: Sizes,
  stands: Stands,
  lifted: readonly { id: string; over: string }[],
): Record<string, Place> {
  const above = new Set(lifted.map(({ id }) => id));
  const depth = 1 + Math.max(0, ...[...stands.values()].map(({ level }) => level));
  const rows = Array.from({ length: depth }, (_, level): Row => {
    const of = (arm: Arm): Stage =>
      staged(
        scene,
        sizes,
        scene.cards.filter(({ id }) => {
          const stand = stands.get(id);
          return stand?.level === level && stand.arm === arm && !above.has(id);
        }),
      );
    return { down: of('down'), across: of('across'), up: of('up'), bottom: of('bottom') };
  });
  // The way down ends at `left`, the way up begins at `right`, each a step further in with every level.
  const left = Math.max(0, ...rows.map(({ down }, level) => down.width - INWARDS_PX * level));
  const between = rows.map(({ down, up, across }, level) => {
    if (down.width === 0 || up.width === 0) return 0;
    return (across.width > 0 ? across.width + 2 * ACROSS_PX : 2 * ACROSS_PX) + 2 * INWARDS_PX * level;
  });
  const right = left + Math.max(2 * ACROSS_PX, ...between);
  const places: Record<string, Place> = {};
  let top = 0;
  for (const [level, { down, across, up, bottom }] of rows.entries()) {
    const height = Math.max(down.height, across.height, up.height, bottom.height);
    if (height === 0) continue;
    const [ends, begins] = [left + INWARDS_PX * level, right - INWARDS_PX * level];
    const middle = (ends + begins) / 2;
    put(down, ends - down.width);
    put(up, begins);
    put(across, middle - across.width / 2);
    put(bottom, (left + right - bottom.width) / 2);
    top += height + DOWN_PX;

    function put({ boxes, height: own }: Stage, x: number): void {
      for (const box of boxes)
        places[box.id] = { x: Math.round(x + box.x), y: Math.round(top + (height - own) / 2 + box.y) };
    }
  }
  for (const { id, over } of lifted) {
    const [own, other, at] = [sizeOf(sizes, id), sizeOf(sizes, over), places[over]];
    if (at) places[id] = { x: Math.round(at.x + (other.width - own.width) / 2), y: at.y - DOWN_PX - own.height };
  }
  const lost = scene.cards.filter(({ id }) => !places[id]);
  let x = 0;
  for (const { id } of lost) {
    places[id] = { x, y: top };
    x += sizeOf(sizes, id).width + ACROSS_PX;
  }
  return places;
}

const sizeOf = (sizes: Sizes, id: string): Size => sizes.get(id) ?? USUAL;
/** Around an unfolded block. */
const FRAME = { side: 16, top: 36, bottom: 16 };

/** Cards of one stage from left to right; what comes from outside into its middle gets a lane of its own. */
function staged(scene: Scene, sizes: Sizes, cards: readonly Card[]): Stage {
  if (cards.length === 0) return EMPTY;
  const inside = new Set(cards.map(({ id }) => id));
  const wires = scene.wires.filter(({ from, to }) => inside.has(from) && inside.has(to));
  const read = new Set(wires.map(({ to }) => to));
  const lanes = scene.wires.filter(({ from, to }) => inside.has(to) && !inside.has(from) && read.has(to));
  const frames = scene.frames.filter(({ nodes }) => nodes.every((id) => inside.has(id)));
  const boxes = flowed({ cards, wires: [...wires, ...lanes.map(lane)], frames }, sizes);
  const own = boxes.filter(({ id }) => inside.has(id));
  const room = frames.length > 0 ? FRAME : { side: 0, top: 0, bottom: 0 };
  const [x, y] = [Math.min(...own.map((box) => box.x)), Math.min(...own.map((box) => box.y))];
  return {
    boxes: own.map((box) => ({ ...box, x: box.x - x + room.side, y: box.y - y + room.top })),
    width: Math.max(...own.map((box) => box.x + box.width)) - x + 2 * room.side,
    height: Math.max(...own.map((box) => box.y + box.height)) - y + room.top + room.bottom,
  };
}

/** A wire from outside begins at a place of its own. */
const lane = ({ id, to, edges }: Wire): Wire => ({ id, from: `lane:${id}`, to, edges });

/** How large a drawing is shown on the board. */
function zoomOf(places: Readonly<Record<string, Place>>, scene: Scene, sizes: Sizes, board: Size): number {
  const boxes = scene.cards.flatMap(({ id }) => {
    const at = places[id];
    return at ? [{ ...at, ...sizeOf(sizes, id) }] : [];
  });
  const span = (low: 'x' | 'y', length: 'width' | 'height'): number =>
    Math.max(...boxes.map((box) => box[low] + box[length])) - Math.min(...boxes.map((box) => box[low]));
  return Math.min(
    LARGEST,
    (board.width - FREE.width) / span('x', 'width'),
    (board.height - FREE.height) / span('y', 'height'),
  );
}
