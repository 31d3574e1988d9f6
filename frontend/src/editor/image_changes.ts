import type { CatalogEntry, DataSpec, ImageData, RunSpec, Template } from '@/protocol/names';
import { isImages, isPoints, isTable } from '@/protocol/spec';
import { DEFAULT_SPEC } from './defaults';
import { dataOf, follow } from './follow';
import { openedOnTable } from './tables';
import type { Facts } from './task';

/** What the examples are: numbers on the plane, rows of a table, or pictures. */
export type Side = 'points' | 'tables' | 'images';

export const sideOf = (data: DataSpec): Side => (isPoints(data) ? 'points' : isTable(data) ? 'tables' : 'images');

/** LeNet's two convolutions and poolings need images of at least this many pixels along each side. */
const LENET_SIDE = 24;

/** The ready network that suits images of this shape: LeNet where it fits, else a fully connected one. */
export function suitingTemplate(shape: readonly number[], templates: readonly Template[]): Template | undefined {
  const [height = 0, width = 0] = shape;
  const wanted = Math.min(height, width) < LENET_SIDE ? 'mlp_images' : 'lenet';
  return templates.find(({ id }) => id === wanted) ?? templates.find(({ spec }) => isImages(spec.data));
}

/** A ready network on these images, its output as wide as they have classes; null where there is none that suits. */
export function openedOn(
  data: ImageData,
  shape: readonly number[],
  templates: readonly Template[],
  facts: Facts,
  classes?: number,
): RunSpec | null {
  const template = suitingTemplate(shape, templates);
  return template ? follow(template.spec, data, facts, classes) : null;
}

interface World {
  facts: Facts;
  templates: readonly Template[];
  /** The data sets of the catalogue. */
  entries: readonly CatalogEntry[];
  /** The set-up that was left on the other side, if one was. */
  kept?: RunSpec | undefined;
}

/**
 * The set-up after a switch between points, tables and images: what was left there, or else the first set of that side with a
 * network that suits it. Null where the server has nothing of that side.
 */
export function switched(spec: RunSpec, to: Side, { facts, templates, entries, kept }: World): RunSpec | null {
  if (sideOf(spec.data) === to) return null;
  if (kept && sideOf(kept.data) === to) return kept;
  if (to === 'points') return templates.find((one) => isPoints(one.spec.data))?.spec ?? DEFAULT_SPEC;
  if (to === 'tables') {
    const first = Object.values(facts.tables ?? {}).find(({ columns }) => columns.length > 0);
    return first ? openedOnTable(first.data, facts) : null;
  }
  const entry = entries.find(({ kind, needs }) => kind in facts.images && !needs);
  const data = entry && dataOf(entry.kind, spec.data, facts);
  return data && isImages(data) ? openedOn(data, entry.shape ?? [], templates, facts) : null;
}
