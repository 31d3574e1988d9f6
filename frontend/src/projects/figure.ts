import type { Document } from '@/protocol/projects';
import { fieldsIn, inputsOf, listIn, nodesOf } from './units';

/** A part of a little drawing: a unit, or a layer of maps. */
export interface Mark {
  key: string;
  /** Its middle. */
  x: number;
  y: number;
  width: number;
  height: number;
  shape: 'unit' | 'maps' | 'join';
}

export interface Figure {
  width: number;
  height: number;
  marks: Mark[];
  lines: { key: string; from: readonly [number, number]; to: readonly [number, number] }[];
}

/** What changes numbers but is no layer one would draw. */
const PASSED = /norm|dropout|activation|softmax|flatten|reshape|gate/;
const JOINS = /^(add|concat)$/;
const DOWN = /pool/;
const UP = /^(upsample|conv_transpose)/;
const MOST_DOTS = 5;
/** Deep networks stand closer, so that they are no thin line. */
const MOST_STEP = 30;
const LEAST_STEP = 8;
const WIDTH = 200;
const HEIGHT = 84;

interface Drawn {
  id: string;
  kind: string;
  column: number;
  /** How many times maps were halved on the way here. */
  level: number;
  dots: number;
  sources: string[];
}

/** The layers that are drawn, each with where it stands: layers in between are left out, wires go through. */
function drawnOf(document: Document): Drawn[] {
  const [nodes, inputs] = [nodesOf(document), inputsOf(document)];
  const found = new Map<string, Drawn>();
  const visit = (id: string, seen: ReadonlySet<string>): Drawn[] => {
    const node = nodes.get(id);
    if (!node || seen.has(id)) return [];
    const known = found.get(id);
    if (known) return [known];
    const kind = String(node['kind']);
    const before = (inputs.get(id) ?? []).flatMap((from) => visit(from, new Set([...seen, id])));
    if (PASSED.test(kind) && before.length > 0) return before;
    const level = before.reduce((most, one) => Math.max(most, one.level), 0);
    const stride = listIn(node['stride'])
      .concat(node['stride'])
      .some((one) => typeof one === 'number' && one > 1);
    const lower = DOWN.test(kind) && kind !== 'global_avg_pool2d' ? 1 : UP.test(kind) ? -1 : stride ? 1 : 0;
    // A join is as low as the highest of what it joins.
    const joined = JOINS.test(kind) ? Math.min(...before.map((one) => one.level)) : level + lower;
    const drawn: Drawn = {
      ...{ id, kind, level: Math.max(0, Number.isFinite(joined) ? joined : 0), dots: dotsOf(node, document) },
      column: before.reduce((most, one) => Math.max(most, one.column + 1), 0),
      sources: [...new Set(before.map((one) => one.id))],
    };
    found.set(id, drawn);
    return [drawn];
  };
  for (const id of nodes.keys()) visit(id, new Set());
  return [...found.values()];
}

/** How many units of a layer are drawn; none of a layer of maps. */
function dotsOf(node: Readonly<Record<string, unknown>>, { spec }: Document): number {
  const features = listIn(fieldsIn(spec['data'])['features']);
  if (node['kind'] === 'dense') return Math.min(MOST_DOTS, Number(node['units']) || 1);
  return node['kind'] === 'input' ? Math.min(MOST_DOTS, features.length) : 0;
}

/** A network in little, as a figure of marks and lines. */
export function sketchOf(document: Document): Figure {
  const drawn = drawnOf(document);
  const columns = Math.max(1, ...drawn.map(({ column }) => column + 1));
  const step = Math.max(LEAST_STEP, Math.min(MOST_STEP, WIDTH / columns));
  const lowest = Math.max(0, ...drawn.map(({ level }) => level));
  const marks = new Map<string, Mark[]>();
  for (const one of drawn) {
    const beside = drawn.filter(({ column }) => column === one.column);
    const share = HEIGHT / beside.length;
    const middle = share * (beside.indexOf(one) + 0.5);
    const at = { x: step * (one.column + 0.5), middle: beside.length > 1 ? middle : HEIGHT / 2 };
    marks.set(one.id, marksOf(one, at, { share, lowest, step }));
  }
  const lines = drawn.flatMap(({ id, sources }) =>
    sources.flatMap((from) =>
      (marks.get(from) ?? []).flatMap((start) =>
        (marks.get(id) ?? []).map((end) => ({
          key: `${start.key} ${end.key}`,
          from: [start.x, start.y] as const,
          to: [end.x, end.y] as const,
        })),
      ),
    ),
  );
  return { width: step * columns, height: HEIGHT, marks: [...marks.values()].flat(), lines };
}

interface Room {
  /** The height of one of several in a column. */
  share: number;
  lowest: number;
  step: number;
}

function marksOf({ id, kind, level, dots }: Drawn, at: { x: number; middle: number }, room: Room): Mark[] {
  const { share, lowest, step } = room;
  const { x, middle } = at;
  if (dots > 0) {
    const gap = Math.min(15, share / dots);
    const size = Math.min(9, step * 0.8);
    return Array.from({ length: dots }, (_, index) => ({
      ...{ key: `${id} ${index}`, x, y: middle + (index - (dots - 1) / 2) * gap },
      ...{ width: size, height: size, shape: 'unit' as const },
    }));
  }
  const y = levelled(middle, level, lowest);
  const join = Math.min(8, step * 0.6);
  if (JOINS.test(kind)) return [{ key: id, x, y, width: join, height: join, shape: 'join' }];
  const height = Math.max(10, Math.min(40, share * 0.8) - 7 * level);
  return [{ key: id, x, y, width: Math.min(11, step * 0.6), height, shape: 'maps' }];
}

/** What was halved often stands low: a U-Net looks like a U. */
const levelled = (middle: number, level: number, lowest: number): number =>
  lowest === 0 ? middle : Math.min(HEIGHT - 8, middle - 18 + (36 * level) / lowest);
