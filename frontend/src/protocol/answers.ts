/** What the server answers over REST. */

import type { components } from './generated';
import type { RunStatus, StopReason } from './messages';
import type { Problem } from './problem';
import type { DataSpec, DataValue, FieldValue, RunSpec } from './spec';

type Schemas = components['schemas'];

export type Health = Schemas['Health'];
export type Device = Schemas['Device'];

export type Task = Check['task'];

/** A property of a JSON Schema as far as the forms read it. */
export interface SchemaProperty {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  anyOf?: SchemaProperty[];
  items?: SchemaProperty;
  live?: boolean;
  setup?: boolean;
}
export interface Schema {
  title?: string;
  description?: string;
  properties?: Record<string, SchemaProperty>;
  required?: string[];
}

/** One thing a learner can pick. */
export interface CatalogEntry {
  kind: string;
  title: string;
  summary: string;
  equation: string;
  source: string;
  schema: Schema;
  /** Names of the fields that act while the run trains. */
  live: string[];
  /** Names of the fields that only matter before it trains. */
  setup: string[];
  /** Of data sets: the task with the default arguments. */
  task?: Task;
  /** Of data sets: the shape of one example, channels last. */
  shape?: number[];
  /** Of data sets: what the classes are called. */
  classes?: string[];
  /** Of data sets: what has to be done before they can be used. */
  needs?: '' | 'download' | 'upload';
  /** Of augmentations: whether it moves pixels, so that something comes in from beyond the border. */
  moves?: boolean;
  /** Of activations: the lowest and the highest value; null where there is none. */
  range?: [number | null, number | null];
}
export interface Catalog {
  layers: CatalogEntry[];
  activations: CatalogEntry[];
  initialisers: CatalogEntry[];
  datasets: CatalogEntry[];
  augmentations: CatalogEntry[];
  losses: CatalogEntry[];
  /** How the learning rate can go down. */
  schedules?: CatalogEntry[];
  clippings?: CatalogEntry[];
  optimisers: CatalogEntry[];
  features: CatalogEntry[];
}
/** Nodes of a template that are drawn as one block. */
export interface TemplateBlock {
  id: string;
  name: string;
  nodes: string[];
}
export interface Template {
  id: string;
  title: string;
  description: string;
  spec: RunSpec;
  /** JSON schema of what can be chosen before it is opened; null where there is nothing. */
  options?: Schema | null;
  blocks?: TemplateBlock[];
}
/** The data of a template that is built to measure; what is left out is as in the template. */
export type DataToLearn = DataSpec | Readonly<Record<string, DataValue>>;
/** A template as it was built with some options. */
export interface BuiltTemplate {
  spec: RunSpec;
  blocks: TemplateBlock[];
}

export type NodeCheck = Schemas['CheckedNode'];
/** What a network amounts to: shapes and sizes per node. */
export type Check = Schemas['Check'];
/** What can be told of one node of a network that may be unfinished. */
export interface OutlineNode {
  /** Of one example, channels last. */
  shape: number[];
  parameters: number;
  flops: number;
  activation_bytes: number;
  receptive_field: number | number[] | null;
}
/** The edit that would mend a misfit. */
export interface Repair {
  node: string;
  /** The kind of a layer to put before the node; empty when fields of the node are to be set. */
  insert: string;
  fields: Record<string, FieldValue>;
  /** The kind of the loss to choose; empty or left out: it stays. */
  loss?: string;
  /** Of a node that reads several: the number of the wire that the layer goes on; null before its only one. */
  port?: number | null;
}
export interface Misfit extends Problem {
  /** The node at fault; empty or null when it is the whole network. */
  node: string | null;
  repair: Repair | null;
}
/** What an unfinished network amounts to, and what is missing or wrong. */
export interface Outline {
  nodes: Record<string, OutlineNode>;
  problems: Misfit[];
  /** Why output and loss learn badly together; such a network can be trained. */
  advice?: Misfit[];
  /** What happens between output and loss where they go together. */
  pairing?: string;
  parameters: number;
  flops: number;
  runnable: boolean;
}
export type Preview = Schemas['Preview'];

export interface Measures {
  loss?: number | null;
  accuracy?: number | null;
  /** Of masks: the mean over images and classes but the first. */
  dice?: number | null;
  iou?: number | null;
}
export interface RunRecord {
  id: string;
  status: RunStatus;
  step: number;
  epoch: number;
  updates_per_s: number;
  stop_reason: StopReason | null;
  metrics: { train?: Measures; validation?: Measures; test?: Measures };
  spec: RunSpec;
  device: string;
}
export interface RunPage {
  items: RunRecord[];
  next: string | null;
}
export type MetricsRows = Schemas['MetricsRows'];
