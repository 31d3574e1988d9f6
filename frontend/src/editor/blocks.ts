import type { EdgeSpec, NetworkSpec } from '@/protocol/names';
import type { Block } from '@/state/drawing';
import { clipOf, pasted } from './clip';
import { endsOf, ordered, removed } from './graph';

export const MOST_COPIES = 16;

/** Where a block begins and ends: the one node outside that it reads, and its one node that others read. */
export interface Terminals {
  source: string;
  /** The nodes of the block that read the source. */
  entries: string[];
  exit: string;
}

/** The terminals of a block, or a sentence why it has none. */
export function terminalsOf(network: NetworkSpec, ids: readonly string[]): Terminals | string {
  const inside = new Set(ids);
  const entering = network.edges.filter(([from, to]) => !inside.has(from) && inside.has(to));
  const sources = new Set(entering.map(([from]) => from));
  const [source] = sources;
  if (source === undefined || sources.size !== 1) return 'A block repeats when everything enters it from one layer.';
  const ends = new Set(endsOf(network).map(({ id }) => id));
  const exits = new Set(
    network.edges.filter(([from, to]) => inside.has(from) && !inside.has(to)).map(([from]) => from),
  );
  for (const id of ids) if (ends.has(id)) exits.add(id);
  const [exit] = exits;
  if (exit === undefined || exits.size !== 1) return 'A block repeats when everything leaves it from one layer.';
  return { source, entries: [...new Set(entering.map(([, to]) => to))], exit };
}

export interface Repeated {
  network: NetworkSpec;
  copies: string[][];
  /** Why it could not be repeated. */
  refused?: string;
}

/** A block as often in a row as asked: new copies follow the last one, and those too many go. */
export function repeated(network: NetworkSpec, block: Pick<Block, 'copies'>, times: number): Repeated {
  const count = Math.min(MOST_COPIES, Math.max(1, Math.round(times)));
  const copies = block.copies.map((copy) => [...copy]);
  let left = network;
  while (copies.length > count) {
    const gone = copies.pop() ?? [];
    const shorter = withoutLast(left, gone);
    if (typeof shorter === 'string')
      return { network, copies: block.copies.map((copy) => [...copy]), refused: shorter };
    left = shorter;
  }
  while (copies.length < count) {
    const last = copies.at(-1) ?? [];
    const longer = oneMore(left, last);
    if (typeof longer === 'string') return { network, copies: block.copies.map((copy) => [...copy]), refused: longer };
    left = longer.network;
    copies.push(longer.copy);
  }
  return { network: left, copies };
}

/** The last copy goes, and what read its end reads what it read. */
function withoutLast(network: NetworkSpec, ids: readonly string[]): NetworkSpec | string {
  const terminals = terminalsOf(network, ids);
  if (typeof terminals === 'string') return terminals;
  const { source, exit } = terminals;
  const inside = new Set(ids);
  const edges = network.edges.flatMap(([from, to]): EdgeSpec[] => {
    if (from === exit && !inside.has(to)) return [[source, to]];
    return inside.has(from) || inside.has(to) ? [] : [[from, to]];
  });
  return removed({ ...network, edges }, ids);
}

function oneMore(network: NetworkSpec, ids: readonly string[]): { network: NetworkSpec; copy: string[] } | string {
  const terminals = terminalsOf(network, ids);
  if (typeof terminals === 'string') return terminals;
  const { exit } = terminals;
  const inside = new Set(ids);
  const { network: grown, names } = pasted(network, clipOf(network, ids));
  const named = (id: string): string => names.get(id) ?? id;
  const others = network.edges.map(
    ([from, to]): EdgeSpec => (from === exit && !inside.has(to) ? [named(exit), to] : [from, to]),
  );
  // The copy reads the end of the one before where that one reads its source, in the same order: Concat minds it.
  const inner = network.edges.flatMap(([from, to]): EdgeSpec[] =>
    inside.has(to) ? [[inside.has(from) ? named(from) : exit, named(to)]] : [],
  );
  return { network: { nodes: grown.nodes, edges: [...others, ...inner] }, copy: ids.map(named) };
}

/** Nodes as one copy of a block: in the order in which the network reads them. */
export function asCopy(network: NetworkSpec, ids: Iterable<string>): string[] {
  const chosen = new Set(ids);
  return ordered(network).filter((id) => chosen.has(id));
}

/**
 * The node whose output stands for that of a block: of those that are read outside, the last; else the end of the
 * network. Null where the block has neither.
 */
export function exitOf(network: NetworkSpec, ids: readonly string[]): string | null {
  const inside = new Set(ids);
  const leaving = new Set(
    network.edges.filter(([from, to]) => inside.has(from) && !inside.has(to)).map(([from]) => from),
  );
  const ends = endsOf(network).filter(({ id }) => inside.has(id));
  const order = ordered(network);
  // What makes an image coarser on the way out shows less than what came before it.
  const shown = [...leaving].filter((id) => !/pool/.test(network.nodes.find((node) => node.id === id)?.kind ?? ''));
  const last = (some: readonly string[]): string | undefined =>
    some.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0];
  return last(shown) ?? last([...leaving]) ?? ends[0]?.id ?? null;
}
