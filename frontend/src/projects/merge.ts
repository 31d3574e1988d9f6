import type { Document } from '@/protocol/projects';
import { documentOf, fieldsIn, IDENTITY, inputsOf, listIn, nodesOf, partOf, same, unitsOf } from './units';

/** Whose edit it is: that of this page, or that of whoever saved meanwhile. */
export type Side = 'mine' | 'theirs';

/** Something that was changed on both sides, and differently. */
export interface Collision {
  name: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  document: Document;
  /** What one has to choose for; until then it is mine. */
  collisions: Collision[];
}

/** How things stand on the canvas is worth no question: what both moved stays as I have it. */
const ARRANGED = /^(place|block)\//;

/**
 * Brings together what was edited from the same start on two sides.
 *
 * What only one side changed is taken over. What both changed differently is as `chosen`, mine where nothing is chosen.
 * The inputs of a node are one thing, so no node ends with half of each wiring; a layer that was removed on one side and
 * edited or newly used on the other is asked for.
 */
export function merge(
  base: Document,
  mine: Document,
  theirs: Document,
  chosen: ReadonlyMap<string, Side> = new Map(),
): Merged {
  const own = renamed(base, mine, theirs);
  const whole = wholeIn(base, own, theirs);
  const [start, left, right] = [unitsOf(base, whole), unitsOf(own, whole), unitsOf(theirs, whole)];
  const used = { mine: newlyUsed(base, own), theirs: newlyUsed(base, theirs) };
  const units = new Map<string, unknown>();
  const collisions: Collision[] = [];
  for (const name of new Set([...right.keys(), ...left.keys(), ...start.keys()])) {
    const [b, m, t] = [start.get(name), left.get(name), right.get(name)];
    const lost = (m === undefined && used.theirs.has(name)) || (t === undefined && used.mine.has(name));
    const deleted = b !== undefined && lost;
    if (same(m, t)) units.set(name, m);
    else if (same(b, m) && !deleted) units.set(name, t);
    else if ((same(b, t) && !deleted) || ARRANGED.test(name)) units.set(name, m);
    else {
      collisions.push({ name, base: b, mine: m, theirs: t });
      units.set(name, chosen.get(name) === 'theirs' ? t : m);
    }
  }
  return { document: documentOf(units, orderOf(theirs, own)), collisions };
}

/** What differs between two documents, by name. */
export function changed(before: Document, after: Document): string[] {
  const whole = wholeIn(before, after, after);
  const [old, now] = [unitsOf(before, whole), unitsOf(after, whole)];
  return [...new Set([...now.keys(), ...old.keys()])].filter((name) => !same(old.get(name), now.get(name)));
}

/** Whether two documents are the same network, data, training and drawing. */
export const sameDocument = (a: Document, b: Document): boolean => a === b || changed(a, b).length === 0;

/** What stays in one piece: nodes that one side lacks or made something else of, and parts that became another thing. */
function wholeIn(...documents: readonly [Document, Document, Document]): ReadonlySet<string> {
  const whole = new Set<string>();
  const nodes = documents.map(nodesOf);
  for (const id of new Set(nodes.flatMap((one) => [...one.keys()]))) {
    const [first, ...others] = nodes.map((one) => one.get(id)?.['kind']);
    if (first === undefined || others.some((kind) => kind !== first)) whole.add(`node/${id}`);
  }
  for (const [name, telling] of Object.entries(IDENTITY)) {
    const [first, ...others] = documents.map((one) => telling.map((field) => partOf(one, name)[field]));
    if (others.some((one) => !same(one, first))) whole.add(name);
  }
  return whole;
}

/** The nodes that something reads that did not before, as names of units. */
function newlyUsed(before: Document, after: Document): ReadonlySet<string> {
  const old = inputsOf(before);
  const found = [...inputsOf(after)].flatMap(([to, sources]) =>
    sources.filter((from) => !(old.get(to) ?? []).includes(from)),
  );
  return new Set(found.map((id) => `node/${id}`));
}

/** Their order, with my own nodes after those they stood behind. */
function orderOf(theirs: Document, mine: Document): string[] {
  const order = [...nodesOf(theirs).keys()];
  let before = -1;
  for (const id of nodesOf(mine).keys()) {
    const at = order.indexOf(id);
    if (at >= 0) before = at;
    else order.splice(++before, 0, id);
  }
  return order;
}

/** My document where nodes that I added have no name that they gave to another new one. */
function renamed(base: Document, mine: Document, theirs: Document): Document {
  const [old, own, other] = [nodesOf(base), nodesOf(mine), nodesOf(theirs)];
  const [ownInputs, otherInputs] = [inputsOf(mine), inputsOf(theirs)];
  const names = new Map<string, string>();
  const taken = new Set([...own.keys(), ...other.keys()]);
  for (const [id, node] of own) {
    if (old.has(id) || !other.has(id)) continue;
    if (same(node, other.get(id)) && same(ownInputs.get(id), otherInputs.get(id))) continue;
    const stem = id.replace(/\d+$/, '') || id;
    let number = 2;
    while (taken.has(`${stem}${number}`)) number += 1;
    taken.add(`${stem}${number}`);
    names.set(id, `${stem}${number}`);
  }
  return names.size === 0 ? mine : withNames(mine, names);
}

function withNames(document: Document, names: ReadonlyMap<string, string>): Document {
  const named = (id: unknown): string => names.get(String(id)) ?? String(id);
  const network = fieldsIn(document.spec['network']);
  const drawing = fieldsIn(document.drawing);
  const nodes = listIn(network['nodes']).map((node) => ({ ...fieldsIn(node), id: named(fieldsIn(node)['id']) }));
  const edges = listIn(network['edges']).map((edge) => listIn(edge).map(named));
  const places = Object.entries(fieldsIn(drawing['places'])).map(([id, place]) => [named(id), place]);
  const blocks = listIn(drawing['blocks']).map((block) => ({
    ...fieldsIn(block),
    copies: listIn(fieldsIn(block)['copies']).map((copy) => listIn(copy).map(named)),
  }));
  return {
    spec: { ...document.spec, network: { ...network, nodes, edges } },
    drawing: { places: Object.fromEntries(places), blocks },
  };
}
