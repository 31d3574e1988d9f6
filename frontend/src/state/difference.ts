import type { RunSpec } from '@/protocol/names';
import { isImages } from '@/protocol/spec';

export interface LiveChange {
  path: string;
  value: number | null;
}

export type Difference = { kind: 'same' } | { kind: 'live'; changes: LiveChange[] } | { kind: 'rebuild' };

const LIVE =
  /^(training\.((?:optimiser|loss|schedule|clipping)\.(?!kind$)\w+|loss\.class_weights\.\d+|l1|l2|max_epochs|stop_below|patience|min_delta|updates_per_s)|network\.nodes\.[\w-]+\.(?:rate|factor|l1|l2)|data\.augment\.\w+\.\w+)$/;

/** Numbers that a set-up may leave out: the run has them all the same, as they start. */
const USUAL = /^training\.(loss\.(?!class_weights)|(schedule|clipping)\.|patience$|min_delta$)/;

/** Numbers one by one, each live at its place; another count of them is another run. */
const NUMBERS = 'training.loss.class_weights';

const LISTS: Record<string, string> = { 'network.nodes': 'id', 'data.augment': 'kind' };

/** Every value of a set-up by its path, nodes by their id and augmentations by their kind. */
function flat(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  const named = LISTS[path];
  if (path === NUMBERS && Array.isArray(value)) {
    for (const [place, number] of value.entries()) into.set(`${path}.${place}`, number);
    return into;
  }
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && named === undefined)) {
    return into.set(path, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  for (const [key, inner] of Object.entries(value)) {
    const id: unknown = named !== undefined && typeof inner === 'object' ? Reflect.get(inner, named) : undefined;
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
    if (path === HELD) continue;
    if (Object.is(now.get(path), old.get(path)) && old.has(path) && now.has(path)) continue;
    const change = liveChange(path, old, now);
    if (!change) return { kind: 'rebuild' };
    changes.push(change);
  }
  changes.push(...heldChanges(before, after));
  return changes.length > 0 ? { kind: 'live', changes } : { kind: 'same' };
}

const HELD = 'network.held';

/** What is held at zero in the one and not in the other: 1 holds it, 0 lets it go. */
function heldChanges(before: RunSpec, after: RunSpec): LiveChange[] {
  const [old, now] = [new Set(before.network.held ?? []), new Set(after.network.held ?? [])];
  const gone = [...old].filter((entry) => !now.has(entry)).map((entry) => ({ path: `${HELD}.${entry}`, value: 0 }));
  const fresh = [...now].filter((entry) => !old.has(entry)).map((entry) => ({ path: `${HELD}.${entry}`, value: 1 }));
  return [...gone, ...fresh];
}

function liveChange(path: string, old: Map<string, unknown>, now: Map<string, unknown>): LiveChange | null {
  const value = now.get(path);
  if ((!old.has(path) && !USUAL.test(path)) || !LIVE.test(path) || (typeof value !== 'number' && value !== 'null'))
    return null;
  return { path, value: typeof value === 'number' ? value : null };
}

/** A set-up with the live values of another, as far as both have them. */
export function levelled(spec: RunSpec, other: RunSpec): RunSpec {
  const [old, now] = [flat(spec, '', new Map()), flat(other, '', new Map())];
  let after = heldChanges(spec, other).reduce(withLive, spec);
  for (const path of now.keys()) {
    if (path === HELD) continue;
    const change = Object.is(now.get(path), old.get(path)) ? null : liveChange(path, old, now);
    if (change) after = withLive(after, change);
  }
  return after;
}

/** A set-up with another live value; the same object where it has it already, or has no such value. */
export function withLive(spec: RunSpec, { path, value }: LiveChange): RunSpec {
  if (path.startsWith(`${HELD}.`)) {
    const entry = path.slice(HELD.length + 1);
    const before = spec.network.held ?? [];
    if (before.includes(entry) === (value === 1)) return spec;
    const held = value === 1 ? [...before, entry].sort() : before.filter((one) => one !== entry);
    return { ...spec, network: { ...spec.network, held } };
  }
  const values = flat(spec, '', new Map());
  if (!LIVE.test(path) || !values.has(path) || Object.is(values.get(path), value ?? 'null')) return spec;
  const { network, training } = spec;
  const [root, group = '', name = ''] = path.split('.');
  if (root === 'training') {
    if (group === 'optimiser') return { ...spec, training: { ...training, optimiser: put(training.optimiser) } };
    if (group === 'loss' && name === 'class_weights') {
      const before = training.loss['class_weights'];
      const weights = Array.isArray(before) ? before.with(Number(path.split('.')[3]), value ?? 1) : [];
      return { ...spec, training: { ...training, loss: { ...training.loss, class_weights: weights } } };
    }
    if (group === 'loss') return { ...spec, training: { ...training, loss: put(training.loss) } };
    if (group === 'clipping' && training.clipping)
      return { ...spec, training: { ...training, clipping: put(training.clipping) } };
    if (group === 'schedule' && training.schedule)
      return { ...spec, training: { ...training, schedule: put(training.schedule) } };
    return { ...spec, training: { ...training, [group]: value } };
  }
  const last = path.slice(path.lastIndexOf('.') + 1);
  if (root === 'data' && isImages(spec.data)) {
    const augment = spec.data.augment.map((one) => (one.kind === name ? put(one, last) : one));
    return { ...spec, data: { ...spec.data, augment } };
  }
  const nodes = network.nodes.map((node) => (node.id === name ? put(node, last) : node));
  return { ...spec, network: { ...network, nodes } };

  function put<T extends object>(into: T, key = name): T {
    return { ...into, [key]: value };
  }
}
