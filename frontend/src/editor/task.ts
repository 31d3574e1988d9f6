import type { Catalog, CatalogEntry, DataSpec, ImageData, TableData, Task, TrainingSpec } from '@/protocol/names';
import { describedOf, isField, isPoints, isTable } from '@/protocol/spec';

/** A table: how it starts, the names of all its columns but the one that is learned, and its rows at most. */
export interface TableFacts {
  data: TableData;
  columns: readonly string[];
  most: number;
}

/** What the editor must know about the data sets. */
export interface Facts {
  tasks: Record<string, Task>;
  /** How many classes those start with that let you choose. */
  classes: Record<string, number>;
  /** How many classes the others have. */
  counts: Record<string, number>;
  /** The fields that sets of images start with. */
  images: Record<string, DataSpec>;
  /** The tables; of uploaded ones no columns are known. */
  tables?: Record<string, TableFacts>;
  /** What a network may be told of points, of sets that do not offer all features. */
  features?: Record<string, readonly string[]>;
  /** How many points a set may have at most. */
  most?: Record<string, number>;
}

/** The facts until the catalogue has arrived. */
export const FACTS: Facts = {
  tasks: {
    plane: 'regression',
    multi_gaussian: 'regression',
    curve: 'regression',
    blobs: 'multiclass',
    rings: 'multiclass',
    pinwheel: 'multiclass',
  },
  classes: { spiral: 2, blobs: 3, rings: 3, pinwheel: 3, points: 2 },
  counts: {},
  images: {},
};

/** The facts as the server's catalogue tells them. */
export function factsOf(catalog: Catalog): Facts {
  const facts: Facts = { tasks: {}, classes: {}, counts: {}, images: {} };
  for (const entry of catalog.datasets) {
    if (entry.task) facts.tasks[entry.kind] = entry.task;
    const classes = entry.schema.properties?.['classes']?.default;
    if (typeof classes === 'number') facts.classes[entry.kind] = classes;
    else if (entry.classes && entry.classes.length > 0) facts.counts[entry.kind] = entry.classes.length;
    const { features, samples } = entry.schema.properties ?? {};
    const offered: unknown = Reflect.get(features?.items ?? {}, 'enum');
    if (Array.isArray(offered)) facts.features = { ...facts.features, [entry.kind]: offered.map(String) };
    if (features && samples?.maximum !== undefined) facts.most = { ...facts.most, [entry.kind]: samples.maximum };
    const table = tableOf(entry);
    if (table) facts.tables = { ...facts.tables, [entry.kind]: table };
    const images = table ? null : imagesOf(entry);
    if (images) facts.images[entry.kind] = images;
  }
  return Object.keys(facts.tasks).length > 0 ? { ...facts, classes: { ...FACTS.classes, ...facts.classes } } : FACTS;
}

/** The table an entry stands for, every field as it starts; null for everything else. */
function tableOf({ kind, schema }: CatalogEntry): TableFacts | null {
  const { properties = {} } = schema;
  if (!properties['standardise']) return null;
  const data: TableData = {
    kind,
    samples: 10_000,
    validation_fraction: 0.2,
    test_fraction: 0.2,
    seed: 0,
    split: 'stratified',
    standardise: true,
    columns: [],
  };
  const samples = properties['samples']?.default;
  const names: unknown = Reflect.get(properties['columns']?.items ?? {}, 'enum');
  return {
    data: typeof samples === 'number' ? { ...data, samples } : data,
    columns: Array.isArray(names) ? names.map(String) : [],
    most: properties['samples']?.maximum ?? 100_000,
  };
}

/** The set of images an entry stands for, every field as it starts; null for points. */
function imagesOf({ kind, schema }: CatalogEntry): DataSpec | null {
  const { properties = {} } = schema;
  if (properties['features'] || !properties['samples']) return null;
  const data: ImageData = {
    kind,
    samples: 2000,
    validation_fraction: 0.2,
    test_fraction: 0.2,
    seed: 0,
    augment: [],
  };
  for (const [name, { default: value }] of Object.entries(properties)) if (isField(value)) data[name] = value;
  return { ...data, kind };
}

/** What can be found in a heart, by what is asked for; the number of classes follows that choice. */
const STRUCTURES: Record<string, readonly string[]> = {
  'left ventricle': ['background', 'left ventricle'],
  all: ['background', 'left ventricle', 'myocardium', 'right ventricle'],
};
const isHeart = (data: DataSpec): data is ImageData & { structures: string } =>
  'structures' in data && typeof data['structures'] === 'string';

/** What the classes of a built-in set are called; `usual` are those of its catalogue entry. */
export const classNames = (data: DataSpec, usual: readonly string[]): readonly string[] =>
  isHeart(data) ? (STRUCTURES[data.structures] ?? usual) : usual;

/** How many classes the data have; 0 for regression. */
export function classesOf(data: DataSpec, facts: Facts = FACTS): number {
  if (isTable(data) && data.described) return data.described.classes.length;
  if (isTable(data)) return facts.tasks[data.kind] === 'regression' ? 0 : (facts.counts[data.kind] ?? 2);
  if (facts.tasks[data.kind] === 'regression' || (isPoints(data) && data.target === 'value')) return 0;
  const described = describedOf(data);
  if (described) return described.classes.length;
  if (isHeart(data)) return STRUCTURES[data.structures]?.length ?? 2;
  const { classes } = data;
  if (typeof classes === 'number') return classes;
  return facts.classes[data.kind] ?? facts.counts[data.kind] ?? 2;
}

/** Whether labels are masks: there is a class to find for each pixel. */
export function isMasked(data: DataSpec, facts: Facts = FACTS): boolean {
  const described = describedOf(data);
  return described ? described.masks === true : facts.tasks[data.kind] === 'segmentation';
}

export function taskOf(data: DataSpec, facts: Facts): Task {
  return isMasked(data, facts) ? 'segmentation' : wholeTaskOf(data, facts);
}

/** A task with one answer for each example. */
export type WholeTask = Exclude<Task, 'segmentation'>;

/** The task of data without masks. */
export const wholeTaskOf = (data: DataSpec, facts: Facts): WholeTask => taskFor(classesOf(data, facts));

export function taskFor(classes: number): WholeTask {
  if (classes === 0) return 'regression';
  return classes === 2 ? 'binary' : 'multiclass';
}

/** The output layer and the loss that suit a task when the learner has not chosen otherwise. */
export const SUITS: Record<Task, { activation: string; loss: string; losses: readonly string[] }> = {
  binary: {
    activation: 'sigmoid',
    loss: 'binary_cross_entropy',
    losses: ['binary_cross_entropy', 'hinge', 'perceptron', 'delta_rule', 'focal', 'mse', 'l1', 'huber'],
  },
  multiclass: {
    activation: 'softmax',
    loss: 'cross_entropy',
    losses: ['cross_entropy', 'hinge', 'perceptron', 'delta_rule', 'focal', 'mse', 'l1', 'huber'],
  },
  segmentation: {
    activation: 'softmax',
    loss: 'dice_cross_entropy',
    losses: ['dice_cross_entropy', 'dice', 'cross_entropy', 'binary_cross_entropy', 'focal', 'tversky', 'mse'],
  },
  regression: { activation: 'linear', loss: 'mse', losses: ['mse', 'l1', 'huber', 'delta_rule'] },
};

/** The losses that can be chosen. For masks the output decides: binary cross-entropy takes one map, cross-entropy one for each class. */
export function lossesFor(task: Task, width: number | null): readonly string[] {
  const { losses } = SUITS[task];
  if (task !== 'segmentation' || width === null) return losses;
  const other = width === 1 ? 'cross_entropy' : 'binary_cross_entropy';
  return losses.filter((kind) => kind !== other);
}

/** The loss after a change of task: the default follows the task, what was chosen stays where it can be used. */
export function followLoss(loss: TrainingSpec['loss'], from: Task, to: Task): TrainingSpec['loss'] {
  const chosen = loss.kind !== SUITS[from].loss && SUITS[to].losses.includes(loss.kind);
  return chosen ? loss : { kind: SUITS[to].loss };
}

/** The output's activation after a change of task. */
export function followActivation(activation: string, from: Task, to: Task): string {
  const several = to === 'multiclass' || to === 'segmentation';
  return activation === SUITS[from].activation || (activation === 'softmax' && !several)
    ? SUITS[to].activation
    : activation;
}

/** How large a share of the points may be kept back beside another: a tenth at least is left to learn from. */
export const mostShare = (other: number): number => Math.min(0.5, Math.round(100 * (0.9 - other)) / 100);
