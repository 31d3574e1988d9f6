import type {
  AugmentationSpec,
  Catalog,
  Correction,
  DataSpec,
  Described,
  Feature,
  FieldValue,
  OwnPoint,
  RunSpec,
  TableData,
  TrainingSpec,
} from '@/protocol/names';
import { isDescribedTable, isField } from '@/protocol/spec';
import { DEFAULT_DATA, DEFAULT_SPEC } from './defaults';

/** Why a file cannot be read, for whoever chose it. */
export class Refusal extends Error {}

export function recordIn(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(`${where} should be an object with names and values.`);
  return Object.fromEntries(Object.entries(value));
}

const FEATURES: readonly string[] = ['x', 'y', 'x2', 'y2', 'xy', 'sin_x', 'sin_y'] satisfies Feature[];
const isFeature = (value: unknown): value is Feature => typeof value === 'string' && FEATURES.includes(value);

/** The data of a set-up; what is left out is as usual. */
export function dataIn(value: unknown, catalog: Catalog | null): DataSpec {
  const { kind, ...rest } = recordIn(value, 'spec.data');
  if (typeof kind !== 'string' || (catalog && !catalog.datasets.some((entry) => entry.kind === kind)))
    throw new Refusal(`spec.data.kind is ${JSON.stringify(kind)}, a data set that this server does not have.`);
  const { features, augment, corrections, described, points, ...numbers } = rest;
  const fields: Record<string, FieldValue> = {};
  for (const [name, field] of Object.entries(numbers)) {
    if (!isField(field)) throw new Refusal(`spec.data.${name} should be a number, a text or a choice.`);
    fields[name] = field;
  }
  const { samples, validation_fraction, test_fraction, seed, noise, classes } = fields;
  const number = (given: FieldValue | undefined, usual: number): number => (typeof given === 'number' ? given : usual);
  const parts = {
    kind,
    samples: number(samples, DEFAULT_DATA.samples),
    validation_fraction: number(validation_fraction, DEFAULT_DATA.validation_fraction),
    test_fraction: number(test_fraction, DEFAULT_DATA.test_fraction),
    seed: number(seed, 0),
  };
  if (typeof fields['standardise'] === 'boolean') {
    const table = tableIn(fields, parts, fields['standardise']);
    return isDescribedTable(described) ? { ...table, described } : table;
  }
  if (features === undefined) {
    const drawn = corrections === undefined ? {} : { corrections: correctionsIn(corrections) };
    const known = describedIn(described);
    return { ...fields, ...parts, ...drawn, ...(known ? { described: known } : {}), augment: augmentIn(augment ?? []) };
  }
  const chosen = Array.isArray(features) ? features.filter(isFeature) : [];
  if (chosen.length === 0) throw new Refusal(`spec.data.features should name some of ${FEATURES.join(', ')}.`);
  const { squares, shape, target } = fields;
  return {
    ...parts,
    noise: number(noise, DEFAULT_DATA.noise),
    features: chosen,
    ...(typeof classes === 'number' ? { classes } : {}),
    ...(typeof squares === 'number' ? { squares } : {}),
    ...(typeof shape === 'string' ? { shape } : {}),
    ...(typeof target === 'string' ? { target } : {}),
    ...(points === undefined ? {} : { points: pointsIn(points) }),
  };
}

function pointsIn(value: unknown): OwnPoint[] {
  if (!Array.isArray(value)) throw new Refusal('spec.data.points should be a list.');
  return value.map((one: unknown, index) => {
    const [x, y, label] = Array.isArray(one) ? one.map(Number) : [];
    if (x === undefined || y === undefined || label === undefined || !Number.isFinite(x + y + label))
      throw new Refusal(`spec.data.points[${index}] should be three numbers: x, y and label.`);
    return [x, y, label];
  });
}

/** Rows of a table. What an uploaded one holds is told by the server. */
function tableIn(
  fields: Record<string, FieldValue>,
  parts: Pick<TableData, 'kind' | 'samples' | 'validation_fraction' | 'test_fraction' | 'seed'>,
  standardise: boolean,
): TableData {
  const { split, columns, dataset, target, learn, group_by, missing } = fields;
  return {
    ...parts,
    standardise,
    split: split === 'random' || split === 'last' ? split : 'stratified',
    columns: Array.isArray(columns) ? columns.map(String) : [],
    ...(typeof dataset === 'string' ? { dataset } : {}),
    ...(typeof target === 'string' ? { target } : {}),
    ...(learn === 'auto' || learn === 'classes' || learn === 'values' ? { learn } : {}),
    ...(typeof group_by === 'string' ? { group_by } : {}),
    ...(missing === 'drop' || missing === 'mean' || missing === 'most_frequent' ? { missing } : {}),
  };
}

function augmentIn(value: unknown): AugmentationSpec[] {
  if (!Array.isArray(value)) throw new Refusal('spec.data.augment should be a list.');
  return value.map((one: unknown, index) => {
    const where = `spec.data.augment[${index}]`;
    const { kind, ...rest } = recordIn(one, where);
    if (typeof kind !== 'string') throw new Refusal(`${where}.kind should be a name.`);
    const fields: Record<string, FieldValue> = {};
    for (const [name, field] of Object.entries(rest)) if (isField(field)) fields[name] = field;
    return { ...fields, kind };
  });
}

function correctionsIn(value: unknown): Correction[] {
  if (!Array.isArray(value)) throw new Refusal('spec.data.corrections should be a list.');
  return value.map((one: unknown, index) => {
    const where = `spec.data.corrections[${index}]`;
    const { source, mask } = recordIn(one, where);
    if (typeof source !== 'number' || typeof mask !== 'string')
      throw new Refusal(`${where} should name a source, a number, and a mask, a text of runs.`);
    return { source, mask };
  });
}

/** What a set-up knows of an upload. The server finds it out anew, so what cannot be read is left out. */
function describedIn(value: unknown): Described | null {
  if (typeof value !== 'object' || value === null) return null;
  const { shape, classes, samples, masks, groups } = recordIn(value, 'spec.data.described');
  if (!Array.isArray(shape) || !Array.isArray(classes) || typeof samples !== 'number') return null;
  return {
    shape: shape.map(Number),
    classes: classes.map(String),
    samples,
    masks: masks === true,
    groups: Array.isArray(groups) ? groups.map(Number) : [],
  };
}

/** The weights of classes, where the loss has some. */
function weightsIn(loss: unknown): { class_weights?: readonly number[] } {
  const weights: unknown = typeof loss === 'object' && loss !== null ? Reflect.get(loss, 'class_weights') : undefined;
  return Array.isArray(weights) && weights.length > 0 ? { class_weights: weights.map(Number) } : {};
}

/** How a set-up is trained; what is left out is as usual. */
export function trainingIn(value: unknown, catalog: Catalog | null): TrainingSpec {
  const given = recordIn(value, 'spec.training');
  const base = DEFAULT_SPEC.training;
  const part = (
    name: 'loss' | 'optimiser' | 'schedule' | 'clipping',
    kinds: readonly { kind: string }[] | undefined,
  ) => {
    const found = recordIn(
      given[name] ?? base[name] ?? { kind: name === 'clipping' ? 'none' : 'constant' },
      `spec.training.${name}`,
    );
    const { kind } = found;
    if (typeof kind !== 'string' || kinds?.some((entry) => entry.kind === kind) === false)
      throw new Refusal(`spec.training.${name}.kind is ${JSON.stringify(kind)}, which this server does not have.`);
    const numbers: Record<string, number> = {};
    for (const [key, field] of Object.entries(found)) if (typeof field === 'number') numbers[key] = field;
    return { ...numbers, kind };
  };
  const number = (name: keyof RunSpec['training'], usual: number): number => {
    const field = given[name];
    if (field !== undefined && typeof field !== 'number')
      throw new Refusal(`spec.training.${name} should be a number.`);
    return field ?? usual;
  };
  const optional = (name: keyof RunSpec['training'], usual: number | null): number | null => {
    const field = given[name];
    if (field !== undefined && field !== null && typeof field !== 'number')
      throw new Refusal(`spec.training.${name} should be a number or null.`);
    return field === undefined ? usual : field;
  };
  return {
    loss: { ...part('loss', catalog?.losses), ...weightsIn(given['loss']) },
    optimiser: { learning_rate: base.optimiser.learning_rate, ...part('optimiser', catalog?.optimisers) },
    batch_size: number('batch_size', base.batch_size),
    max_epochs: optional('max_epochs', base.max_epochs),
    stop_below: optional('stop_below', base.stop_below),
    updates_per_s: optional('updates_per_s', base.updates_per_s),
    seed: number('seed', base.seed),
    l1: number('l1', base.l1),
    l2: number('l2', base.l2),
    ...(given['patience'] === undefined ? {} : { patience: optional('patience', null) }),
    ...(given['min_delta'] === undefined ? {} : { min_delta: number('min_delta', 0) }),
    ...(given['clipping'] === undefined ? {} : { clipping: part('clipping', catalog?.clippings) }),
    ...(given['schedule'] === undefined ? {} : { schedule: part('schedule', catalog?.schedules) }),
  };
}
