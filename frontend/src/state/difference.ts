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
    const value = now.get(path);
    if (Object.is(value, old.get(path)) && old.has(path) && now.has(path)) continue;
    const known = now.has(path) && old.has(path);
    if (!known || !LIVE.test(path) || (typeof value !== 'number' && typeof value !== 'string'))
      return { kind: 'rebuild' };
    changes.push({ path, value: typeof value === 'number' ? value : null });
  }
  return changes.length > 0 ? { kind: 'live', changes } : { kind: 'same' };
}
