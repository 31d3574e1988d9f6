import type { Design, Place } from '@/state/drawing';
import { inputsOf } from './graph';

/** How far a node stands from the next, where the canvas places one by itself. */
export const STEP_PX = 230;

/** All places, with some nodes elsewhere. */
export const moved = (
  shown: Readonly<Record<string, Place>>,
  places: Readonly<Record<string, Place>>,
): Record<string, Place> => ({ ...shown, ...places });

/** A node without a place gets one after the node it reads; what stands in its way moves aside. */
export function makeRoom(design: Design, id: string): Design {
  const { places } = design.drawing;
  if (Object.keys(places).length === 0 || places[id]) return design;
  const before = inputsOf(design.network, id)
    .map((one) => places[one])
    .filter((place) => place !== undefined);
  const last = before.toSorted((a, b) => b.x - a.x)[0] ?? { x: 0, y: 0 };
  const at = { x: last.x + STEP_PX, y: last.y };
  const crowded = Object.values(places).some(({ x }) => x > last.x && x < at.x + STEP_PX / 2);
  const shifted = Object.entries(places).map(([name, { x, y }]): [string, Place] => [
    name,
    { x: crowded && x > last.x ? x + STEP_PX : x, y },
  ]);
  return { ...design, drawing: { ...design.drawing, places: { ...Object.fromEntries(shifted), [id]: at } } };
}
