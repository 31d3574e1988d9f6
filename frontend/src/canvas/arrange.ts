import type { Drawing, Place } from '@/state/drawing';
import { flowed, USUAL } from './flowed';
import type { Card, Scene } from './scene';
import { shapedAsU } from './u_shape';
import { type Size, wrapped } from './wrap';

export { USUAL } from './flowed';
export type { Size } from './wrap';
export type Sizes = ReadonlyMap<string, Size>;
export type Places = Readonly<Record<string, Place>>;

/** A board on which every drawing fits in one row. */
export const ENDLESS: Size = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY };

/**
 * A U where the network goes to coarser images and back; else from left to right in the order of reading, in as many
 * rows as the board has use for. Top left corners, by card.
 */
export function arranged(scene: Scene, sizes: Sizes, board: Size = ENDLESS): Places {
  const bent = shapedAsU(scene, sizes, board);
  if (bent) return bent;
  const links = scene.wires.map(({ from, to }) => [from, to] as const);
  const blocks = scene.frames.map(({ nodes }) => nodes);
  return wrapped(flowed(scene, sizes), links, board, blocks);
}

/** Where every card stands: where it was put, else where the layout has it. */
export function placesOf(scene: Scene, drawing: Drawing, sizes: Sizes, board: Size = ENDLESS): Places {
  const automatic = Object.keys(drawing.places).length === 0;
  if (automatic) return arranged(scene, sizes, board);
  const found: Record<string, Place> = {};
  const lost: Card[] = [];
  for (const card of scene.cards) {
    const places = card.nodes.map((id) => drawing.places[id]).filter((place) => place !== undefined);
    const count = places.length;
    if (count === 0) lost.push(card);
    else {
      const mean = (axis: 'x' | 'y') => Math.round(places.reduce((sum, place) => sum + place[axis], 0) / count);
      found[card.id] = { x: mean('x'), y: mean('y') };
    }
  }
  // What was never put anywhere stands below the rest.
  const bottom = Math.max(0, ...Object.entries(found).map(([id, { y }]) => y + (sizes.get(id) ?? USUAL).height));
  for (const [index, { id }] of lost.entries()) found[id] = { x: index * (USUAL.width + 40), y: bottom + 40 };
  return found;
}

const INNER_PX = 40;

/** Where every node stands, also those within folded blocks: what an edit notes before it moves something. */
export function shownIn(scene: Scene, drawing: Drawing, places: Places): Places {
  const found: Record<string, Place> = {};
  for (const card of scene.cards) {
    const at = places[card.id] ?? { x: 0, y: 0 };
    for (const [index, id] of card.nodes.entries()) {
      const kept = card.block ? drawing.places[id] : undefined;
      found[id] = kept ?? { x: at.x + (card.block ? index * INNER_PX : 0), y: at.y };
    }
  }
  return found;
}

/** Where the nodes stand once their cards are dragged elsewhere. */
export function draggedTo(scene: Scene, before: Places, shown: Places, cards: Places): Places {
  const found: Record<string, Place> = {};
  for (const { id, nodes } of scene.cards) {
    const [to, from] = [cards[id], before[id]];
    if (!to || !from) continue;
    for (const node of nodes) {
      const at = shown[node] ?? from;
      found[node] = { x: Math.round(at.x + to.x - from.x), y: Math.round(at.y + to.y - from.y) };
    }
  }
  return found;
}

/** Heights at which a line from side to side crosses no card: between the rows. */
export function gapsOf(places: Places, sizes: Sizes): number[] {
  const spans = Object.entries(places)
    .map(([id, { y }]): [top: number, bottom: number] => [y, y + (sizes.get(id) ?? USUAL).height])
    .toSorted((a, b) => a[0] - b[0]);
  const gaps: number[] = [];
  let bottom = spans[0]?.[1] ?? 0;
  for (const [top, end] of spans) {
    if (top > bottom) gaps.push((bottom + top) / 2);
    bottom = Math.max(bottom, end);
  }
  return gaps;
}

const AROUND = { side: 14, top: 34, bottom: 14 };

/** The box around some cards; null where none of them is drawn. */
export function frameAround(nodes: readonly string[], places: Places, sizes: Sizes): (Place & Size) | null {
  const boxes = nodes.flatMap((id) => {
    const at = places[id];
    return at ? [{ ...at, ...(sizes.get(id) ?? USUAL) }] : [];
  });
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x)) - AROUND.side;
  const y = Math.min(...boxes.map((box) => box.y)) - AROUND.top;
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) + AROUND.side - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + AROUND.bottom - y,
  };
}

type Side = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';
const SIDES: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] satisfies Side[];
export const isSide = (key: string): key is Side => SIDES.includes(key);

/** The card an arrow key leads to: along a wire where there is one, else the nearest that way. */
export function neighbourOf(scene: Scene, places: Places, sizes: Sizes, from: string, side: Side): string | null {
  const ahead = side === 'ArrowRight' || side === 'ArrowLeft';
  const wired = scene.wires.flatMap((wire) => {
    if (side === 'ArrowRight' && wire.from === from) return [wire.to];
    return side === 'ArrowLeft' && wire.to === from ? [wire.from] : [];
  });
  const middle = (id: string): Place => {
    const { x, y } = places[id] ?? { x: 0, y: 0 };
    const { width, height } = sizes.get(id) ?? USUAL;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const here = middle(from);
  const sign = side === 'ArrowRight' || side === 'ArrowDown' ? 1 : -1;
  const ranked = scene.cards.flatMap(({ id }) => {
    const there = middle(id);
    const [along, across] = ahead ? [there.x - here.x, there.y - here.y] : [there.y - here.y, there.x - here.x];
    const onWay = wired.length > 0 ? wired.includes(id) : along * sign > 1;
    return id === from || !onWay ? [] : [{ id, cost: Math.abs(along) + 2 * Math.abs(across) }];
  });
  return ranked.toSorted((a, b) => a.cost - b.cost)[0]?.id ?? null;
}
