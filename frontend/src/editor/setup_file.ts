import type { Catalog, CatalogEntry, EdgeSpec, FieldValue, NodeSpec, RunSpec } from '@/protocol/names';
import { isField } from '@/protocol/spec';
import { type Block, type Drawing, NO_DRAWING, type Place, tidied } from '@/state/drawing';
import { DEFAULT_SPEC } from './defaults';
import { isHeldEntry } from './held';
import { dataIn, Refusal, recordIn, trainingIn } from './setup_parts';

/** A whole set-up: what is trained, and how it is drawn. */
export interface SetUp {
  spec: RunSpec;
  drawing: Drawing;
}

const FORMAT = 'glassnet';
const VERSION = 1;
const MOST_NODES = 2000;

/** The set-up as JSON, for a file or a link. */
export function writeSetUp({ spec, drawing }: SetUp, indent?: number): string {
  const { places, blocks } = drawing;
  const drawn = Object.keys(places).length > 0 || blocks.length > 0 ? { drawing } : {};
  return JSON.stringify({ format: FORMAT, version: VERSION, spec, ...drawn }, null, indent);
}

/** The set-up that a text holds, or a sentence on what is wrong with it and where. */
export function readSetUp(text: string, catalog: Catalog | null): SetUp | string {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return 'This is no JSON. Choose a file that Glassnet saved.';
  }
  try {
    const whole = recordIn(read, 'the file');
    const version = whole['version'];
    if (typeof version === 'number' && version > VERSION)
      throw new Refusal(`It was saved by a newer Glassnet (format ${version}); this one reads up to ${VERSION}.`);
    // The spec alone will do: it is what the server takes and gives.
    const spec = recordIn('spec' in whole ? whole['spec'] : whole, 'spec');
    const network = recordIn(spec['network'], 'spec.network');
    const nodes = nodesIn(network['nodes'], catalog);
    const ids = new Set(nodes.map((node) => node.id));
    const edges = edgesIn(network['edges'], ids);
    const data = spec['data'] === undefined ? DEFAULT_SPEC.data : dataIn(spec['data'], catalog);
    const training = spec['training'] === undefined ? DEFAULT_SPEC.training : trainingIn(spec['training'], catalog);
    const drawing = 'drawing' in whole ? tidied(drawingIn(whole['drawing']), ids) : NO_DRAWING;
    const held = heldIn(network['held'], ids);
    return { spec: { network: { nodes, edges, ...(held ? { held } : {}) }, data, training }, drawing };
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.message;
    throw thrown;
  }
}

function nodesIn(value: unknown, catalog: Catalog | null): NodeSpec[] {
  if (!Array.isArray(value)) throw new Refusal('spec.network.nodes should be a list of layers.');
  if (value.length > MOST_NODES)
    throw new Refusal(`spec.network.nodes has ${value.length} layers; at most ${MOST_NODES} can be shown.`);
  const ids = new Set<string>();
  return value.map((one: unknown, index) => {
    const where = `spec.network.nodes[${index}]`;
    const { kind, id, ...rest } = recordIn(one, where);
    if (typeof id !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(id))
      throw new Refusal(`${where}.id should be a name of letters and digits, but is ${JSON.stringify(id)}.`);
    if (ids.has(id)) throw new Refusal(`Two layers are called “${id}”; each needs a name of its own.`);
    ids.add(id);
    const entry = catalog?.layers.find((layer) => layer.kind === kind);
    if (typeof kind !== 'string' || (catalog && !entry))
      throw new Refusal(`${where} (“${id}”) is of the kind ${JSON.stringify(kind)}, which this server does not have.`);
    const fields = entry ? fieldsOf(entry) : {};
    for (const [name, field] of Object.entries(rest)) {
      if (!isField(field))
        throw new Refusal(`${where}.${name} (of “${id}”) should be a number, a text, a choice or a list.`);
      fields[name] = field;
    }
    return { ...fields, kind, id };
  });
}

/** Every field of a kind as it starts. */
export function fieldsOf({ schema }: CatalogEntry): Record<string, FieldValue> {
  const found: Record<string, FieldValue> = {};
  for (const [name, { default: value }] of Object.entries(schema.properties ?? {}))
    if (name !== 'kind' && name !== 'id' && isField(value)) found[name] = value;
  return found;
}

function edgesIn(value: unknown, ids: ReadonlySet<string>): EdgeSpec[] {
  if (!Array.isArray(value)) throw new Refusal('spec.network.edges should be a list of pairs of names.');
  const seen = new Set<string>();
  return value.flatMap((one: unknown, index): EdgeSpec[] => {
    const [from, to]: unknown[] = Array.isArray(one) && one.length === 2 ? one : [];
    if (typeof from !== 'string' || typeof to !== 'string')
      throw new Refusal(`spec.network.edges[${index}] should be a pair of names.`);
    for (const id of [from, to])
      if (!ids.has(id)) throw new Refusal(`spec.network.edges[${index}] names “${id}”, but there is no such layer.`);
    const key = `${from} ${to}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [[from, to]];
  });
}

function heldIn(value: unknown, ids: ReadonlySet<string>): string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw new Refusal('spec.network.held should be a list of units and weights.');
  return value.map((entry: unknown, index) => {
    if (!isHeldEntry(entry) || !ids.has(entry.split('.')[0] ?? ''))
      throw new Refusal(`spec.network.held[${index}] is ${JSON.stringify(entry)}, no unit or weight of this network.`);
    return entry;
  });
}

function drawingIn(value: unknown): Drawing {
  const { places = {}, blocks = [] } = recordIn(value, 'drawing');
  const found: Record<string, Place> = {};
  for (const [id, place] of Object.entries(recordIn(places, 'drawing.places'))) {
    const { x, y } = recordIn(place, `drawing.places.${id}`);
    if (typeof x === 'number' && typeof y === 'number' && Math.abs(x) < 1e6 && Math.abs(y) < 1e6) found[id] = { x, y };
  }
  if (!Array.isArray(blocks)) throw new Refusal('drawing.blocks should be a list.');
  const grouped = new Set<string>();
  const names = new Set<string>();
  return {
    places: found,
    blocks: blocks.flatMap((one: unknown, index): Block[] => {
      const { id, name, copies, folded } = recordIn(one, `drawing.blocks[${index}]`);
      if (typeof id !== 'string' || names.has(id) || !Array.isArray(copies)) return [];
      names.add(id);
      const lists = copies.map((copy: unknown) =>
        (Array.isArray(copy) ? copy : []).filter((node: unknown): node is string => {
          const free = typeof node === 'string' && !grouped.has(node);
          if (free) grouped.add(node);
          return free;
        }),
      );
      return [{ id, name: typeof name === 'string' ? name.slice(0, 60) : id, copies: lists, folded: folded === true }];
    }),
  };
}
