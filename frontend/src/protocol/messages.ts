/**
 * What page and server say on the WebSocket: views, commands, events. The docstrings are with the Python classes.
 *
 * What the server says has its generated types. What the page says is written here, because it may leave out what has a
 * default; a test makes sure that both agree.
 */

import type { components } from './generated';

type Schemas = components['schemas'];

// --------------------------------------------------------------------------------------------------------------- views

/** Of a table: which columns lie across and up, and the row whose cells the others are held at. */
interface PlaneView {
  x?: string;
  y?: string;
  part?: DataPart;
  index?: number | null;
}
export interface SurfaceView extends PlaneView {
  kind: 'surface';
  size?: number;
}
export interface UnitsView extends PlaneView {
  kind: 'units';
  size?: number;
}
export interface UnitView extends PlaneView {
  kind: 'unit';
  node: string;
  unit: number;
  size?: number;
}
export interface WeightsView {
  kind: 'weights';
}
/** The points of the data set. */
export interface PointsView extends PlaneView {
  kind: 'data';
}
export type DataPart = 'train' | 'validation' | 'test';
/** The first images of each part. */
export interface SamplesView {
  kind: 'samples';
  count?: number;
}
/** What every node makes of one image: of a sample, or of one that was drawn (base64 of uint8 height, width, channels). */
export interface MapsView {
  kind: 'maps';
  part?: DataPart;
  index?: number;
  image?: string | null;
}
/** What a node has learned, as images. */
export interface KernelsView {
  kind: 'kernels';
  node: string;
}
export interface ConfusionView {
  kind: 'confusion';
  part?: DataPart;
}
/** How well one part is learned. */
export interface ScoresView {
  kind: 'scores';
  part?: DataPart;
}
/** The ROC curve of two classes. */
export interface RocView {
  kind: 'roc';
  part?: DataPart;
}
/** Truths and predictions of values. */
export interface ResidualsView {
  kind: 'residuals';
  part?: DataPart;
  count?: number;
}
/** The loss of each example. */
export interface LossesView {
  kind: 'losses';
  part?: DataPart;
  order?: 'worst' | 'best' | 'first';
  show?: 'all' | 'wrong' | 'right';
  truth?: number | null;
  predicted?: number | null;
  first?: number;
  count?: number;
}
/** Images with what the network says of them. */
export interface GalleryView {
  kind: 'gallery';
  part?: DataPart;
  show?: 'wrong' | 'right' | 'all';
  truth?: number | null;
  predicted?: number | null;
  count?: number;
}
/** Training images as the augmentation of this moment changes them. */
export interface AugmentedView {
  kind: 'augmented';
  count?: number;
}
/** What the network makes of several images at once where it says a class for each pixel. */
export interface MasksView {
  kind: 'masks';
  part?: DataPart;
  order?: 'first' | 'worst' | 'best';
  first?: number;
  count?: number;
  image?: string | null;
  truth?: string | null;
}
/** How well the masks of a part agree with the truth, class by class. */
export interface RegionsView {
  kind: 'regions';
  part?: DataPart;
}
/** The activation of a layer, and where the sums of the next batch fall: of one unit, or of all together. */
export interface ActivationView {
  kind: 'activation';
  node: string;
  unit?: number | null;
}
/** The numbers at every unit for one example; without a part for that of the last sample step. */
export interface ValuesView {
  kind: 'values';
  part?: DataPart | null;
  index?: number;
}
/** How weights, biases, activations and gradients of every layer are spread. */
export interface SpreadView {
  kind: 'spread';
}
/** How wide a gap parts two classes, and what that promises a perceptron. */
export interface MarginView {
  kind: 'margin';
}
export type ViewSpec =
  | SurfaceView
  | UnitsView
  | UnitView
  | WeightsView
  | PointsView
  | SamplesView
  | MapsView
  | KernelsView
  | ConfusionView
  | ScoresView
  | RocView
  | ResidualsView
  | LossesView
  | GalleryView
  | AugmentedView
  | MasksView
  | RegionsView
  | ActivationView
  | ValuesView
  | SpreadView
  | MarginView;

// ------------------------------------------------------------------------------------------------------------ commands

export type StepUnit = 'sample' | 'batch' | 'epoch';
export type Command =
  | { type: 'start' }
  | { type: 'pause' }
  | { type: 'stop' }
  | { type: 'step'; unit: StepUnit }
  | { type: 'reset'; same_init: boolean }
  | { type: 'set_live'; path: string; value: number | null }
  | { type: 'set_weight'; node: string; name: string; index: number[]; value: number }
  | { type: 'watch'; view: ViewSpec; rate_hz?: number }
  | { type: 'unwatch'; view: string };

export type SocketMessage =
  | { type: 'tell'; id: string; run: string; command: Command }
  | { type: 'follow'; run: string; since: number }
  | { type: 'unfollow'; run: string }
  | { type: 'painted'; count: number }
  | { type: 'ping'; sent_ms: number };

// -------------------------------------------------------------------------------------------------------------- events

export type StopReason = Schemas['StopReason'];
export type StatusEvent = Schemas['Status'];
export type RunStatus = StatusEvent['status'];
export type CompiledEvent = Schemas['Compiled'];
export type MetricsEvent = Schemas['Metrics'];
/** Columns of rows; null where something was not measured. */
export type Columns = MetricsEvent['rows'];
export type SampleEvent = Schemas['Sample'];
export type LiveEvent = Schemas['Live'];
export type NoticeEvent = Schemas['Notice'];
export type DoneEvent = Schemas['Done'];
export type ProblemEvent = Schemas['Problem'];
export type GoneEvent = Schemas['Gone'];
export type PongEvent = Schemas['Pong'];
export type WelcomeEvent = Schemas['Welcome'];
export type EventSpec = Schemas['EventSpec'];
