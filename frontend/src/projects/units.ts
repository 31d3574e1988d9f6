import type { Document } from '@/protocol/projects';

/** A document taken apart into what is merged as one, each by its name. */
export type Units = ReadonlyMap<string, unknown>;

type Fields = Readonly<Record<string, unknown>>;

/** A node with what goes into it, where it is merged as a whole. */
export interface WholeNode {
  node: unknown;
  inputs: readonly string[];
}

export const fieldsIn = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Whether two values are the same, however their fields are ordered. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([name, value]) => right.has(name) && same(value, right.get(name)));
}

/** The nodes of a document by their ids, in their order. */
export function nodesOf({ spec }: Document): Map<string, Fields> {
  const nodes = listIn(fieldsIn(spec['network'])['nodes']).map(fieldsIn);
  return new Map(nodes.map((node) => [String(node['id']), node]));
}

/** What goes into each node, in the order that counts. */
export function inputsOf({ spec }: Document): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const edge of listIn(fieldsIn(spec['network'])['edges'])) {
    const [from, to] = listIn(edge).map(String);
    if (from === undefined || to === undefined) continue;
    found.set(to, [...(found.get(to) ?? []), from]);
  }
  return found;
}

/** The parts of a set-up whose fields only go together while it is the same thing: by what tells that. */
export const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  data: ['kind', 'name', 'dataset'],
  'training/optimiser': ['kind'],
  'training/loss': ['kind'],
  'training/schedule': ['kind'],
};

/** A part of a document by its name, such as `training/loss`. */
export const partOf = ({ spec }: Document, name: string): Fields =>
  name.split('/').reduce((value: Fields, step) => fieldsIn(value[step]), spec);

const LISTS: Readonly<Record<string, string>> = { augment: 'kind', corrections: 'source' };
const NESTED: ReadonlySet<string> = new Set(['optimiser', 'loss', 'schedule']);

/** Takes a document apart; `whole` says which nodes and parts stay in one piece. */
export function unitsOf(document: Document, whole: ReadonlySet<string>): Units {
  const units = new Map<string, unknown>();
  const inputs = inputsOf(document);
  for (const [id, node] of nodesOf(document)) {
    const name = `node/${id}`;
    if (whole.has(name)) {
      units.set(name, { node, inputs: inputs.get(id) ?? [] } satisfies WholeNode);
      continue;
    }
    for (const [field, value] of Object.entries(node)) if (field !== 'id') units.set(`${name}/${field}`, value);
    units.set(`inputs/${id}`, inputs.get(id) ?? []);
  }
  for (const entry of listIn(fieldsIn(document.spec['network'])['held'])) units.set(`held/${String(entry)}`, true);
  put('data', fieldsIn(document.spec['data']));
  for (const [field, value] of Object.entries(fieldsIn(document.spec['training']))) {
    if (NESTED.has(field)) put(`training/${field}`, fieldsIn(value));
    else units.set(`training/${field}`, value);
  }
  const { places, blocks } = fieldsIn(document.drawing);
  for (const [id, place] of Object.entries(fieldsIn(places))) units.set(`place/${id}`, place);
  for (const block of listIn(blocks)) units.set(`block/${String(fieldsIn(block)['id'])}`, block);
  return units;

  function put(name: string, fields: Fields): void {
    if (whole.has(name)) {
      units.set(name, fields);
      return;
    }
    for (const [field, value] of Object.entries(fields)) {
      const key = LISTS[field];
      if (key === undefined || !Array.isArray(value)) {
        units.set(`${name}/${field}`, value);
        continue;
      }
      units.set(`${name}/${field}`, []);
      for (const one of value) units.set(`${field}/${String(fieldsIn(one)[key])}`, one);
    }
  }
}

/** Puts a document together again, its nodes in this order; what leads to no node any more is left out. */
export function documentOf(units: Units, order: readonly string[]): Document {
  const nodes: Record<string, unknown>[] = [];
  const inputs = new Map<string, readonly unknown[]>();
  for (const id of order) {
    const whole = units.get(`node/${id}`);
    if (whole !== undefined) {
      const { node, inputs: sources } = fieldsIn(whole);
      nodes.push({ ...fieldsIn(node) });
      inputs.set(id, listIn(sources));
      continue;
    }
    const fields = below(units, `node/${id}/`);
    if (fields.length === 0) continue;
    nodes.push({ id, ...Object.fromEntries(fields) });
    inputs.set(id, listIn(units.get(`inputs/${id}`)));
  }
  const ids = new Set(nodes.map(({ id }) => String(id)));
  const edges = nodes.flatMap(({ id }) =>
    (inputs.get(String(id)) ?? []).filter((from) => ids.has(String(from))).map((from) => [from, id]),
  );
  const data = together('data');
  const training: Record<string, unknown> = {};
  for (const [field, value] of below(units, 'training/')) if (!field.includes('/')) training[field] = value;
  for (const field of NESTED) {
    const part = together(`training/${field}`);
    if (Object.keys(part).length > 0) training[field] = part;
  }
  const places = Object.fromEntries(below(units, 'place/').filter(([id]) => ids.has(id)));
  const blocks = below(units, 'block/').map(([, block]) => block);
  const held = below(units, 'held/')
    .map(([entry]) => entry)
    .filter((entry) => ids.has(entry.split('.')[0] ?? ''));
  const network = { nodes, edges, ...(held.length > 0 ? { held } : {}) };
  return { spec: { network, data, training }, drawing: { places, blocks } };

  function together(name: string): Record<string, unknown> {
    const whole = units.get(name);
    if (whole !== undefined) return { ...fieldsIn(whole) };
    const found = below(units, `${name}/`).map(([field, value]): [string, unknown] => {
      const list = LISTS[field] !== undefined && Array.isArray(value);
      return [field, list ? below(units, `${field}/`).map(([, one]) => one) : value];
    });
    return Object.fromEntries(found);
  }
}

/** Units whose names begin so, without that. */
const below = (units: Units, start: string): [string, unknown][] =>
  [...units].flatMap(([name, value]): [string, unknown][] =>
    name.startsWith(start) && value !== undefined ? [[name.slice(start.length), value]] : [],
  );
