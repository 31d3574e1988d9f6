/** What page and server say on the WebSocket: views, commands, events. The docstrings are with the Python classes. */

// --------------------------------------------------------------------------------------------------------------- views

export interface SurfaceView {
  kind: 'surface';
  size?: number;
}
export interface UnitsView {
  kind: 'units';
  size?: number;
}
export interface UnitView {
  kind: 'unit';
  node: string;
  unit: number;
  size?: number;
}
export interface WeightsView {
  kind: 'weights';
}
/** The points of the data set. */
export interface PointsView {
  kind: 'data';
}
export type ViewSpec = SurfaceView | UnitsView | UnitView | WeightsView | PointsView;

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

export type RunStatus =
  | 'created'
  | 'queued'
  | 'compiling'
  | 'running'
  | 'paused'
  | 'finished'
  | 'stopped'
  | 'diverged'
  | 'failed';

export interface StopReason {
  rule: 'max_epochs' | 'stop_below' | 'asked' | 'diverged' | 'failed';
  detail: string;
  hint: string;
  step: number;
  node: string | null;
}

export interface StatusEvent {
  type: 'status';
  run: string;
  placement: number;
  status: RunStatus;
  step: number;
  epoch: number;
  batch: number;
  batches: number;
  sample: number;
  updates_per_s: number;
  queue_position: number | null;
  stop_reason: StopReason | null;
  device: string;
}
export interface CompiledEvent {
  type: 'compiled';
  run: string;
  seconds: number;
  cached: boolean;
}
/** Columns of rows; null where something was not measured. */
export type Columns = Record<string, (number | null)[]>;
export interface MetricsEvent {
  type: 'metrics';
  run: string;
  history: number;
  first: number;
  rows: Columns;
}
export interface SampleEvent {
  type: 'sample';
  run: string;
  step: number;
  position: number;
  of: number;
  index: number;
  inputs: number[];
  target: number[];
  output: number[];
  loss: number | null;
}
export interface LiveEvent {
  type: 'live';
  run: string;
  path: string;
  value: number | null;
}
export interface NoticeEvent {
  type: 'notice';
  run: string | null;
  code: string;
  detail: string;
}
export interface DoneEvent {
  type: 'done';
  id: string;
  run: string;
  step: number;
  status: RunStatus;
}
export interface ProblemEvent {
  type: 'problem';
  id: string | null;
  run: string | null;
  code: string;
  detail: string;
  hint: string;
  where: string;
}
export interface GoneEvent {
  type: 'gone';
  run: string;
}
export interface PongEvent {
  type: 'pong';
  sent_ms: number;
}
export interface WelcomeEvent {
  type: 'welcome';
  version: string;
  window: number;
}
export type EventSpec =
  | StatusEvent
  | CompiledEvent
  | MetricsEvent
  | SampleEvent
  | LiveEvent
  | NoticeEvent
  | DoneEvent
  | ProblemEvent
  | GoneEvent
  | PongEvent
  | WelcomeEvent;
