import type { RunSpec } from '@/protocol/names';

export interface LiveChange {
  path: string;
  value: number | null;
}

export type Difference = { kind: 'same' } | { kind: 'live'; changes: LiveChange[] } | { kind: 'rebuild' };

const LIVE =
  /^(training\.(optimiser\.(?!kind$)\w+|loss\.delta|l1|l2|max_epochs|stop_below|updates_per_s)|network\.nodes\.\w+\.rate)$/;

/** Every value of a set-up by its path, nodes by their id. */
function flat(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || path === 'network.edges' || path === 'data.features') {
    return into.set(path, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  for (const [key, inner] of Object.entries(value)) {
    const id: unknown = path === 'network.nodes' && typeof inner === 'object' ? Reflect.get(inner, 'id') : undefined;
    const name = typeof id === 'string' ? id : key;
    flat(inner, path === '' ? name : `${path}.${name}`, into);
  }
  return into;
}

/** What leads from one set-up to another: nothing, numbers that act while the run trains, or a new run. */
export function difference(before: RunSpec, after: RunSpec): Difference {
  const [old, now] = [flat(before, '', new Map()), flat(after, '', new Map())];
  const changes: LiveChange[] = [];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    if (Object.is(now.get(path), old.get(path)) && old.has(path) && now.has(path)) continue;
    const change = liveChange(path, old, now);
    if (!change) return { kind: 'rebuild' };
    changes.push(change);
  }
  return changes.length > 0 ? { kind: 'live', changes } : { kind: 'same' };
}

function liveChange(path: string, old: Map<string, unknown>, now: Map<string, unknown>): LiveChange | null {
  const value = now.get(path);
  if (!old.has(path) || !LIVE.test(path) || (typeof value !== 'number' && typeof value !== 'string')) return null;
  return { path, value: typeof value === 'number' ? value : null };
}

/** A set-up with the live values of another, as far as both have them. */
export function levelled(spec: RunSpec, other: RunSpec): RunSpec {
  const [old, now] = [flat(spec, '', new Map()), flat(other, '', new Map())];
  let after = spec;
  for (const path of now.keys()) {
    const change = Object.is(now.get(path), old.get(path)) ? null : liveChange(path, old, now);
    if (change) after = withLive(after, change);
  }
  return after;
}

/** A set-up with another live value; the same object where it has it already, or has no such value. */
export function withLive(spec: RunSpec, { path, value }: LiveChange): RunSpec {
  const values = flat(spec, '', new Map());
  if (!LIVE.test(path) || !values.has(path) || Object.is(values.get(path), value ?? 'null')) return spec;
  const { network, training } = spec;
  const [root, group = '', name = ''] = path.split('.');
  if (root === 'training') {
    if (group === 'optimiser') return { ...spec, training: { ...training, optimiser: put(training.optimiser) } };
    if (group === 'loss') return { ...spec, training: { ...training, loss: put(training.loss) } };
    return { ...spec, training: { ...training, [group]: value } };
  }
  const nodes = network.nodes.map((node) => (node.id === name && node.kind === 'dropout' ? put(node, 'rate') : node));
  return { ...spec, network: { ...network, nodes } };

  function put<T extends object>(into: T, key = name): T {
    return { ...into, [key]: value };
  }
}
