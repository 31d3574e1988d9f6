import { endsOf, ordered } from '@/editor/graph';
import type { NetworkSpec, NodeSpec } from '@/protocol/names';
import { fieldOf, isInput } from '@/protocol/spec';

/** On the way down to the coarsest images, at the bottom, on the way up again, or across from one way to the other. */
export type Arm = 'down' | 'bottom' | 'up' | 'across';

export interface Stand {
  /** 0 is the finest resolution there is; each coarser one is a level below. */
  level: number;
  arm: Arm;
}

/** Where the nodes stand in a network that makes images coarser and then finer again. */
export type Course = ReadonlyMap<string, Stand>;

/** After these there is no image any more. */
const FLAT = /^(dense|flatten|reshape|global_.*|.*1d)$/;

/** How many times finer the output of a layer is than its input. */
function finer(node: NodeSpec): number {
  const number = (name: string): number | null => {
    const value = fieldOf(node, name);
    return typeof value === 'number' && value > 0 ? value : null;
  };
  if (node.kind.includes('transpose')) return number('stride') ?? 1;
  if (node.kind.startsWith('upsample')) return number('factor') ?? 1;
  if (node.kind.includes('pool')) return 1 / (number('stride') ?? number('size') ?? 1);
  return 1 / (number('stride') ?? 1);
}

/**
 * The course of a network that ends in an image and is coarser in between; null of every other one, and of those that go
 * down more than once. What changes the resolution stands with the coarser of its two sides.
 */
export function courseOf(network: NetworkSpec): Course | null {
  const readers = new Map<string, string[]>();
  const inputs = new Map<string, string[]>();
  for (const [from, to] of network.edges) {
    readers.set(from, [...(readers.get(from) ?? []), to]);
    inputs.set(to, [...(inputs.get(to) ?? []), from]);
  }
  const byId = new Map(network.nodes.map((node) => [node.id, node]));
  const scale = new Map<string, number>();
  const coarsest = new Map<string, number>();
  for (const id of ordered(network)) {
    const node = byId.get(id);
    if (!node || FLAT.test(node.kind)) continue;
    const before = (inputs.get(id) ?? []).flatMap((one) => scale.get(one) ?? []);
    if (before.length === 0 && !isInput(node)) continue;
    const entering = before.length > 0 ? Math.max(...before) : 1;
    const leaving = rounded(entering * finer(node));
    scale.set(id, leaving);
    coarsest.set(id, Math.min(entering, leaving));
  }
  const [end, ...others] = endsOf(network).filter(({ id }) => inputs.has(id));
  const last = end && scale.get(end.id);
  const scales = [...new Set(coarsest.values())].toSorted((a, b) => b - a);
  const bottom = scales.at(-1);
  if (last === undefined || bottom === undefined || others.length > 0 || last <= bottom || scales.length < 2)
    return null;
  const deepest = [...coarsest].filter(([, one]) => one === bottom).map(([id]) => id);
  const above = reached(deepest, inputs);
  const below = reached(deepest, readers);
  const found = new Map<string, Stand>();
  for (const [id, one] of coarsest) {
    const level = scales.indexOf(one);
    if (one === bottom) found.set(id, { level, arm: 'bottom' });
    else if (above.has(id) && below.has(id)) return null;
    else found.set(id, { level, arm: above.has(id) ? 'down' : below.has(id) ? 'up' : 'across' });
  }
  return found;
}

/** A third of three is one. */
const rounded = (scale: number): number => Number(scale.toPrecision(6));

function reached(from: readonly string[], next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(from);
  for (const id of seen) for (const one of next.get(id) ?? []) seen.add(one);
  return seen;
}

const COARSE_FIRST: readonly Arm[] = ['down', 'up', 'across', 'bottom'];

/** Where nodes stand that are drawn as one: where most of them do, among equals where images are finer. */
export function standOf(course: Course, nodes: readonly string[]): Stand | null {
  const counts = new Map<string, { stand: Stand; count: number }>();
  for (const id of nodes) {
    const stand = course.get(id);
    if (!stand) continue;
    const key = `${stand.arm} ${stand.level}`;
    counts.set(key, { stand, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const ranked = [...counts.values()].toSorted(
    (a, b) =>
      b.count - a.count ||
      a.stand.level - b.stand.level ||
      COARSE_FIRST.indexOf(a.stand.arm) - COARSE_FIRST.indexOf(b.stand.arm),
  );
  return ranked[0]?.stand ?? null;
}
