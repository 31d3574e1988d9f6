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
export type NodeSpec = InputNode | DenseNode | ActivationNode | DropoutNode | AddNode | ConcatNode;
/** From node to node, by id. */
export type EdgeSpec = [from: string, to: string];

export interface NetworkSpec {
  nodes: NodeSpec[];
  edges: EdgeSpec[];
}

export type Feature = 'x' | 'y' | 'x2' | 'y2' | 'xy' | 'sin_x' | 'sin_y';
export interface DataSpec {
  kind: string;
  samples: number;
  noise: number;
  validation_fraction: number;
  test_fraction: number;
  features: Feature[];
  seed: number;
  /** Only of the sets that let you choose it: spiral and blobs. */
  classes?: number;
}

export interface LossSpec {
  kind: string;
  delta?: number;
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
}
export interface RunSpec {
  network: NetworkSpec;
  data: DataSpec;
  training: TrainingSpec;
}
