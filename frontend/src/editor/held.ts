import type { NetworkSpec, NodeSpec, RunSpec } from '@/protocol/names';
import { isPoints, isTable } from '@/protocol/spec';

/** How the server names a unit, or a channel, of a layer. */
export const unitEntry = (node: string, unit: number): string => `${node}.units.${unit}`;
/** How the server names a weight. */
export const weightEntry = (node: string, input: number, unit: number): string => `${node}.weight.${input}.${unit}`;

/** How the server names a weight of a kernel. */
export const kernelEntry = (
  node: string,
  place: readonly [row: number, column: number],
  input: number,
  filter: number,
) => `${node}.weight.${place.join('.')}.${input}.${filter}`;

export const isHeld = (network: NetworkSpec, entry: string): boolean => network.held?.includes(entry) ?? false;

const ENTRY = /^[A-Za-z][\w-]{0,39}\.[a-z_]{1,20}(\.(0|[1-9]\d{0,8})){1,8}$/;
export const isHeldEntry = (value: unknown): value is string => typeof value === 'string' && ENTRY.test(value);

/** The set-up with some entries held at zero, or let go. */
export function withHeld(spec: RunSpec, entries: readonly string[], on: boolean): RunSpec {
  const before = spec.network.held ?? [];
  const others = before.filter((entry) => !entries.includes(entry));
  const held = on ? [...others, ...entries].sort() : others;
  if (held.length === before.length && held.every((entry) => before.includes(entry))) return spec;
  return { ...spec, network: { ...spec.network, held } };
}

/** Fields that change neither how many numbers a layer takes nor how many it gives. */
const SHAPELESS: ReadonlySet<string> = new Set([
  'rate',
  'factor',
  'activation',
  'initialiser',
  'bias',
  'own_penalty',
  'l1',
  'l2',
]);

const shapeOf = (node: NodeSpec | undefined): string => {
  if (!node) return '';
  return JSON.stringify(Object.entries(node).filter(([name]) => !SHAPELESS.has(name)));
};

/**
 * A set-up after an edit of the network: what was held stays so where the layer, and what leads to it, are as they were.
 * Elsewhere the numbers of units and weights may mean others now.
 */
export function carried(before: RunSpec, after: RunSpec): RunSpec {
  const entries = before.network.held;
  if (!entries) return after;
  if (after.network === before.network) return dataKept(before, after) ? after : without(after);
  if (after.network.held && after.network.held !== entries) return after;
  const same = (id: string): boolean =>
    shapeOf(before.network.nodes.find((node) => node.id === id)) ===
    shapeOf(after.network.nodes.find((node) => node.id === id));
  const kept = entries.filter((entry) => {
    const [node = '', array] = entry.split('.');
    const sources = pathTo(after.network, node);
    const output = !after.network.edges.some(([from]) => from === node);
    if (array === 'units') return same(node) && !output;
    return same(node) && sources.join() === pathTo(before.network, node).join() && sources.every(same);
  });
  const next = { ...after, network: { ...after.network, held: kept } };
  return dataKept(before, after) ? next : without(next);
}

/** All that leads to a node, itself left out. */
function pathTo(network: NetworkSpec, node: string): string[] {
  const found = new Set<string>();
  const waiting = [node];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const [from, to] of network.edges)
      if (to === id && !found.has(from)) {
        found.add(from);
        waiting.push(from);
      }
  return [...found].sort();
}

function dataKept({ data: before }: RunSpec, { data: after }: RunSpec): boolean {
  if (before === after) return true;
  if (isPoints(before) && isPoints(after)) return before.features.join() === after.features.join();
  if (isTable(before) && isTable(after))
    return (
      JSON.stringify([before.kind, before.dataset, before.columns]) ===
      JSON.stringify([after.kind, after.dataset, after.columns])
    );
  return before.kind === after.kind;
}

/** Nothing is held any more: other inputs have other weights. */
function without(spec: RunSpec): RunSpec {
  const { held, ...network } = spec.network;
  return held ? { ...spec, network } : spec;
}

/** Reads the entries of a link; undefined where one names nothing of the network. */
export function readHeld(network: NetworkSpec): (text: string) => string[] | undefined {
  return (text) => {
    const entries = text.split(',');
    const fits = (entry: string): boolean => {
      const [id, array, ...index] = entry.split('.');
      const node = network.nodes.find((one) => one.id === id);
      const units = node && 'units' in node && typeof node.units === 'number' ? node.units : Number.POSITIVE_INFINITY;
      const last = Number(index.at(-1));
      return isHeldEntry(entry) && node !== undefined && (array === 'units' || array === 'weight') && last < units;
    };
    return entries.every(fits) ? entries.sort() : undefined;
  };
}

/** The weights of dense layers that are held, by their layer. */
export function heldWeights(entries: readonly string[]): Map<string, { input: number; unit: number }[]> {
  const found = new Map<string, { input: number; unit: number }[]>();
  for (const entry of entries) {
    const [node = '', array, input, unit, ...more] = entry.split('.');
    if (array !== 'weight' || unit === undefined || more.length > 0) continue;
    found.set(node, [...(found.get(node) ?? []), { input: Number(input), unit: Number(unit) }]);
  }
  return found;
}
