/** What a learner chose: the network, the data and how it is trained. The docstrings are with the Python classes. */

export interface InputNode {
  kind: 'input';
  id: string;
}
export interface DenseNode {
  kind: 'dense';
  id: string;
  units: number;
  activation: string;
  bias: boolean;
  initialiser: string;
  /** Whether `l1` and `l2` act here in place of those of the run. */
  own_penalty?: boolean;
  l1?: number;
  l2?: number;
}
export interface ActivationNode {
  kind: 'activation';
  id: string;
  activation: string;
}
export interface DropoutNode {
  kind: 'dropout';
  id: string;
  rate: number;
}
export interface AddNode {
  kind: 'add';
  id: string;
}
export interface ConcatNode {
  kind: 'concat';
  id: string;
}
/** What a field of a layer, a data set or an augmentation can hold. */
export type FieldValue = number | string | boolean | null | readonly (number | string)[];
/** A layer as the catalogue describes it: its kind, its id, and whatever fields its kind has. */
export interface LayerNode {
  kind: string;
  id: string;
  [field: string]: FieldValue;
}
/** Any layer: those that the page knows by name, and every other one. */
export type NodeSpec = InputNode | DenseNode | ActivationNode | DropoutNode | AddNode | ConcatNode | LayerNode;
/** From node to node, by id. */
export type EdgeSpec = [from: string, to: string];

export interface NetworkSpec {
  nodes: NodeSpec[];
  edges: EdgeSpec[];
  /** Units (`h1.units.2`) and weights (`h1.weight.0.2`) held at zero; null or missing where none ever was. */
  held?: readonly string[] | null;
}

export type Feature = 'x' | 'y' | 'x2' | 'y2' | 'xy' | 'sin_x' | 'sin_y';
/** What all data sets share. */
interface DataParts {
  kind: string;
  samples: number;
  validation_fraction: number;
  test_fraction: number;
  seed: number;
}
/** A point that somebody drew: x and y from -6 to 6, and the number of its class or its value from -1 to 1. */
export type OwnPoint = readonly [x: number, y: number, label: number];
/** Points on the plane. */
export interface PointData extends DataParts {
  noise: number;
  features: Feature[];
  /** Only of the sets that let you choose it, such as spiral and blobs. */
  classes?: number;
  /** Of a checkerboard: squares along each side. */
  squares?: number;
  /** Of a curve: which one. */
  shape?: string;
  /** Of points of one's own: `class` or `value`, and each point's x, y and label. */
  target?: string;
  points?: readonly OwnPoint[];
}
/** One way to change images at random while training: its kind and its ranges. */
export interface AugmentationSpec {
  kind: string;
  [field: string]: FieldValue;
}
/** What the server notes of an upload in the set-up of a run; the page notes the same, to know what there is to learn. */
export interface Described {
  shape: readonly number[];
  classes: readonly string[];
  samples: number;
  /** Whether labels are masks: a class for each pixel. */
  masks?: boolean;
  /** How many images each group, such as a patient, has; empty without groups. */
  groups?: readonly number[];
}
/** A mask drawn anew: runs of classes, row by row, such as `0*1200 1*8 0*2888`. Its image trains. */
export interface Correction {
  /** Number of the image in the whole set, before any parting. */
  source: number;
  mask: string;
}
export type DataValue = FieldValue | readonly AugmentationSpec[] | readonly Correction[] | Described | DescribedTable;
/** Images with labels; further fields are those of the kind. */
export interface ImageData extends DataParts {
  augment: AugmentationSpec[];
  [field: string]: DataValue;
}
/** What is chosen of a table, as the server notes it in the set-up of a run. */
export interface DescribedTable {
  /** What the network gets; a column of texts is an input unit for each of them. */
  columns: readonly { name: string; categories?: readonly string[] }[];
  target: string;
  /** Names of the classes; empty for values. */
  classes: readonly string[];
  counts: readonly number[];
  tested?: readonly number[];
  groups?: readonly number[];
}
/** Rows of a table: built in, or an uploaded one with `dataset`. */
export interface TableData extends DataParts {
  split: 'stratified' | 'random' | 'last';
  standardise: boolean;
  /** What the network gets; all when empty. */
  columns: readonly string[];
  dataset?: string;
  target?: string;
  learn?: 'auto' | 'classes' | 'values';
  group_by?: string;
  missing?: 'drop' | 'mean' | 'most_frequent';
  described?: DescribedTable | null;
}
export type DataSpec = PointData | ImageData | TableData;

/** The kind and its numbers, by name. */
export interface LossSpec {
  kind: string;
  [knob: string]: number | string | readonly number[];
}
/** What becomes of gradients that are too large: the kind and its limit. */
export interface ClippingSpec {
  kind: string;
  most?: number;
}
/** How the learning rate goes down with the epochs: the kind and its numbers, by name. */
export interface ScheduleSpec {
  kind: string;
  [knob: string]: number | string;
}
/** The kind and its knobs, by name. */
export interface OptimiserSpec {
  kind: string;
  learning_rate: number;
  momentum?: number;
  decay?: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  weight_decay?: number;
}
export interface TrainingSpec {
  loss: LossSpec;
  optimiser: OptimiserSpec;
  batch_size: number;
  max_epochs: number | null;
  stop_below: number | null;
  updates_per_s: number | null;
  seed: number;
  l1: number;
  l2: number;
  /** Constant where it is left out. */
  schedule?: ScheduleSpec;
  /** None where it is left out. */
  clipping?: ClippingSpec;
  /** Epochs without a better validation loss after which training stops early; left out or null: it does not. */
  patience?: number | null;
  /** By how much a validation loss must be lower to count as better. */
  min_delta?: number;
}
export interface RunSpec {
  network: NetworkSpec;
  data: DataSpec;
  training: TrainingSpec;
}

export const isInput = (node: NodeSpec): node is InputNode => node.kind === 'input';
export const isDense = (node: NodeSpec): node is DenseNode => node.kind === 'dense';
export const isDropout = (node: NodeSpec): node is DropoutNode => node.kind === 'dropout';

export const isField = (value: unknown): value is FieldValue =>
  value === null ||
  ['number', 'string', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((one) => typeof one === 'number' || typeof one === 'string'));

/** A field of any layer, by its name; undefined where the layer has none of that name. */
export function fieldOf(node: NodeSpec, name: string): FieldValue | undefined {
  const value: unknown = Reflect.get(node, name);
  return isField(value) ? value : undefined;
}

/** The masks of the data that were drawn anew. */
export function correctionsOf(data: DataSpec): readonly Correction[] {
  const list = isImages(data) ? data['corrections'] : undefined;
  return Array.isArray(list) ? list.filter(isCorrection) : [];
}

const isCorrection = (value: unknown): value is Correction =>
  typeof value === 'object' && value !== null && 'source' in value && 'mask' in value;

/** What is known of an upload that was chosen; null of every other set, and before it is known. */
export function describedOf(data: DataSpec): Described | null {
  const value: unknown = isImages(data) ? data['described'] : null;
  return typeof value === 'object' && value !== null && 'classes' in value && isDescribed(value) ? value : null;
}

const isDescribed = (value: object): value is Described =>
  'classes' in value && Array.isArray(value.classes) && 'shape' in value && Array.isArray(value.shape);

export const isDescribedTable = (value: unknown): value is DescribedTable =>
  typeof value === 'object' &&
  value !== null &&
  'columns' in value &&
  Array.isArray(value.columns) &&
  'classes' in value &&
  Array.isArray(value.classes) &&
  'target' in value;

/** Whether the data are points on the plane. */
export const isPoints = (data: DataSpec): data is PointData => 'features' in data;
/** Whether the data are rows of a table. */
export const isTable = (data: DataSpec): data is TableData => 'standardise' in data;
/** Whether the data are images, with a label or a mask each. */
export const isImages = (data: DataSpec): data is ImageData => !isPoints(data) && !isTable(data);
/** What is chosen of points as features; nothing of images. */
export const featuresOf = (data: DataSpec): Feature[] => (isPoints(data) ? data.features : NO_FEATURES);
const NO_FEATURES: Feature[] = [];
