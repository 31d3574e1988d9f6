import type { OwnPoint } from '@/protocol/names';
import { HEIGHT, MOST, pointAt } from './own';

type At = readonly [x: number, y: number];

/** What a stroke does: sets points of a label, those of a curve by their height, or takes points away. */
export type Tool =
  | { readonly kind: 'draw'; readonly label: number; readonly radius: number; readonly curve: boolean }
  | { readonly kind: 'erase'; readonly radius: number };

/** One way of the brush over the plane, from where it is set down until it is lifted. */
export interface Stroke {
  /** The brush goes on to a place. */
  to(at: At): void;
  /** All points as they are now; another list whenever they change. */
  points(): readonly OwnPoint[];
}

/** How far the brush goes for each point that it sprays, in units of the plane. */
const SPACING = 0.3;

/** A stroke that begins with a click on `at`, which sets one point exactly there. */
export function beginStroke(
  before: readonly OwnPoint[],
  tool: Tool,
  at: At,
  random: () => number = Math.random,
): Stroke {
  let points = before;
  let last = at;
  let due = SPACING;

  function set(place: At): void {
    if (tool.kind !== 'draw' || points.length >= MOST) return;
    const [x, y] = pointAt(place, 0);
    points = [...points, [x, y, tool.curve ? Number((y / HEIGHT).toFixed(4)) : tool.label]];
  }

  /** Somewhere under the brush, every place as likely. */
  function sprayed([x, y]: At): At {
    const [far, turn] = [tool.radius * Math.sqrt(random()), 2 * Math.PI * random()];
    return [x + far * Math.cos(turn), y + far * Math.sin(turn)];
  }

  function erase(from: At, to: At): void {
    const left = points.filter(([x, y]) => distance([x, y], from, to) > tool.radius);
    if (left.length < points.length) points = left;
  }

  if (tool.kind === 'draw') set(at);
  else erase(at, at);
  return {
    points: () => points,
    to(next) {
      if (tool.kind === 'erase') erase(last, next);
      else {
        const length = Math.hypot(next[0] - last[0], next[1] - last[1]);
        for (; due <= length; due += SPACING) {
          const part = due / length;
          set(sprayed([last[0] + part * (next[0] - last[0]), last[1] + part * (next[1] - last[1])]));
        }
        due -= length;
      }
      last = next;
    },
  };
}

/** How far a point is from a line. */
function distance([px, py]: At, [x0, y0]: At, [x1, y1]: At): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / length));
  return Math.hypot(px - x0 - along * dx, py - y0 - along * dy);
}
