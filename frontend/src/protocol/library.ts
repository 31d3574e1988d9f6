/** Data sets that are downloaded or uploaded, as the server tells of them. The docstrings are with the Python classes. */

import type { Task } from './answers';
import type { Problem } from './problem';
import type { DescribedTable } from './spec';

export type DownloadState = 'absent' | 'loading' | 'reading' | 'ready' | 'failed' | 'cancelled';

/** How far a published data set is. */
export interface Download {
  id: string;
  /** The kind of a data set that reads it. */
  kind: string;
  /** The `name` of the data set, where the kind has several. */
  name: string | null;
  title: string;
  /** Of one image, channels last. */
  shape: number[];
  classes: string[];
  state: DownloadState;
  bytes: number;
  total: number | null;
  problem: Pick<Problem, 'code' | 'detail' | 'hint'> | null;
  licence: string;
}

/** A data set one can choose, built in or uploaded. */
export interface DatasetItem {
  id: string;
  kind: string;
  title: string;
  summary: string;
  shape: number[];
  classes: string[];
  samples: number;
  task?: Task;
  /** Of an upload with masks: the share of each class of all pixels. */
  shares?: number[];
  /** Of an upload with masks: how many are all background. */
  empty?: number;
  /** Of an upload: how many images each group, such as a patient, has; empty without. */
  groups?: number[];
  /** Of an upload: of how many images the end of diastole or of systole is known. */
  phases?: number;
  /** Of a table: the names of its columns, what is learned unless another is chosen, and rows of a test file. */
  columns?: string[];
  target?: string;
  tested?: number;
  /** Of an upload: row, column and slice in mm. */
  spacing?: number[] | null;
}

/** The first images of a data set. */
export interface ImagePreview {
  shape: number[];
  /** Base64 of uint8 `(n, height, width, channels)`. */
  images: string;
  /** Empty where labels are masks. */
  labels: number[];
  classes: string[];
  /** Base64 of uint8 `(n, height, width)`, a class number for each pixel; null without masks. */
  masks?: string | null;
}

/** What is known of a column of a table. */
export interface TableColumn {
  name: string;
  kind: 'number' | 'text';
  /** Whether a network can get it. */
  usable: boolean;
  /** Whether it only counts the rows. */
  counting: boolean;
  missing: number;
  distinct: number;
  /** The different texts or numbers, up to 100 of them, and the rows with each. */
  classes: string[];
  counts: number[];
  low: number | null;
  high: number | null;
  mean: number | null;
  spread: number | null;
  /** Rows in bins of equal width from `low` to `high`; empty of texts. */
  histogram: number[];
}

/** A table, as it was read. */
export interface TablePreview {
  task: Task;
  target: string;
  classes: string[];
  counts: number[];
  samples: number;
  tested: number;
  columns: TableColumn[];
  /** The first rows as they are written. */
  rows: string[][];
  form?: { delimiter?: string; decimal?: string; header?: string };
  problems: string[];
}

/** How many images and groups, such as patients, a part of the data has. */
export interface PartSize {
  images: number;
  groups: number;
}

export interface Parts {
  train: PartSize;
  validation: PartSize;
  test: PartSize;
  /** Whether images belong together in groups at all. */
  grouped: boolean;
  /** Of a table: what the network gets, and what it learns. */
  chosen?: DescribedTable | null;
}

/** How an uploaded file is read. What is left out is found out by the server, or asked for. */
export interface UploadOptions {
  title?: string;
  colours?: 'auto' | 'grey' | 'rgb';
  size?: [height: number, width: number] | null;
  fit?: 'crop' | 'pad' | 'resize';
  images?: string;
  labels?: string;
  masks?: string;
  groups?: string;
  spacing?: string;
  phase?: string;
  window?: 'auto' | 'set' | 'group';
  channels?: 'auto' | 'first' | 'last';
  classes?: string[];
  file_column?: string;
  label_column?: string;
  delimiter?: Delimiter;
  decimal?: 'auto' | '.' | ',';
  header?: 'auto' | 'yes' | 'no';
  target?: string;
  unreadable?: 'refuse' | 'missing';
}

export type Delimiter = 'auto' | 'comma' | 'semicolon' | 'tab' | 'bar' | 'space';

/** What an array can be taken for. */
export type ArrayRole = 'images' | 'labels' | 'masks' | 'groups' | 'spacing' | 'phase';

/** An array of an npz file. */
export interface ArrayFound {
  name: string;
  shape: number[];
  dtype: string;
  /** What it could be. */
  suits: ArrayRole[];
}

/** A table in a zip archive, with its first rows. */
export interface TableFound {
  name: string;
  columns: string[];
  rows: string[][];
}

/** What there is to choose from before a file can be read. */
export interface UploadQuestion {
  /** Names the file that has come, for a while: no need to send it again. */
  upload: string;
  detail: string;
  arrays: ArrayFound[];
  tables: TableFound[];
  suggested: UploadOptions;
}

/** A data set that was made of an uploaded file. */
export interface UploadedSet extends DatasetItem {
  /** What was changed or left out on the way in. */
  problems: string[];
}

/** How far the server is with one's own upload. */
export interface UploadProgress {
  stage: 'none' | 'coming' | 'waiting' | 'looking' | 'reading' | 'counting';
  rows: number;
  /** How many rows there seem to be; 0 before anything is known. */
  about: number;
  /** How much of the file has been read, 0 to 1. */
  share: number;
}

/** What comes of a file: a data set, or a question first. */
export type UploadAnswer = { kind: 'stored'; set: UploadedSet } | { kind: 'question'; question: UploadQuestion };
