import type { PointData, RunSpec } from '@/protocol/names';
import { writeStack } from './stack';

/** Two rings: what links to points leave out. */
export const DEFAULT_DATA: PointData = {
  kind: 'circles',
  samples: 500,
  noise: 0.1,
  validation_fraction: 0.2,
  test_fraction: 0.2,
  features: ['x', 'y'],
  seed: 0,
};

/** What a newcomer sees: two rings, and a network that parts them within seconds. */
export const DEFAULT_SPEC: RunSpec = {
  network: writeStack({
    input: 'in',
    layers: [
      {
        dense: { kind: 'dense', id: 'h1', units: 4, activation: 'tanh', bias: true, initialiser: 'xavier' },
        dropout: null,
      },
      {
        dense: { kind: 'dense', id: 'h2', units: 3, activation: 'tanh', bias: true, initialiser: 'xavier' },
        dropout: null,
      },
      {
        dense: { kind: 'dense', id: 'out', units: 1, activation: 'sigmoid', bias: true, initialiser: 'xavier' },
        dropout: null,
      },
    ],
  }),
  data: DEFAULT_DATA,
  training: {
    loss: { kind: 'binary_cross_entropy' },
    optimiser: { kind: 'sgd', learning_rate: 0.03 },
    batch_size: 10,
    max_epochs: null,
    stop_below: null,
    // Slow enough to watch: at full speed the rings are parted before the first picture.
    updates_per_s: 1000,
    seed: 0,
    l1: 0,
    l2: 0,
  },
};
