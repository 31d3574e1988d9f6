import fc from 'fast-check';
import type { Change } from '@/editor/changes';

const node = fc.constantFrom('in', 'h1', 'h2', 'h3', 'h4', 'out', 'nowhere');
const fraction = fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 20);

/** Any change an editor could ask for, sensible or not. */
export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    type: fc.constant('set_data_kind' as const),
    kind: fc.constantFrom('circles', 'xor', 'spiral', 'blobs', 'plane', 'multi_gaussian'),
  }),
  fc.record({ type: fc.constant('set_classes' as const), classes: fc.integer({ min: 2, max: 5 }) }),
  fc.record({
    type: fc.constant('set_data' as const),
    values: fc.record(
      { noise: fraction, validation_fraction: fraction, samples: fc.integer({ min: 10, max: 2000 }) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    type: fc.constant('toggle_feature' as const),
    feature: fc.constantFrom('x' as const, 'y' as const, 'x2' as const, 'sin_y' as const),
  }),
  fc.record({
    type: fc.constant('set_training' as const),
    values: fc.record(
      {
        batch_size: fc.integer({ min: 1, max: 100 }),
        l2: fc.double({ min: 0, max: 1, noNaN: true }),
        max_epochs: fc.option(fc.integer({ min: 1, max: 999 })),
        updates_per_s: fc.option(fc.constantFrom(1, 10, 100)),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ type: fc.constant('set_loss' as const), kind: fc.constantFrom('mse', 'l1') }),
  fc.constant({ type: 'set_loss' as const, kind: 'huber', knobs: { delta: 1 } }),
  fc.record({
    type: fc.constant('set_optimiser' as const),
    kind: fc.constantFrom('sgd', 'adam'),
    knobs: fc.constant({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }),
  }),
  fc.record({
    type: fc.constant('set_knob' as const),
    knob: fc.constant('learning_rate' as const),
    value: fc.double({ min: 1e-6, max: 10, noNaN: true }),
  }),
  fc.record({ type: fc.constant('add_layer' as const), after: node }),
  fc.record({ type: fc.constant('remove_layer' as const), node }),
  fc.record({ type: fc.constant('set_units' as const), node, units: fc.integer({ min: -3, max: 40 }) }),
  fc.record({
    type: fc.constant('set_layer' as const),
    node,
    values: fc.record(
      {
        activation: fc.constantFrom('relu', 'leaky_relu', 'tanh'),
        initialiser: fc.constantFrom('he', 'xavier'),
        bias: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ type: fc.constant('set_dropout' as const), node, rate: fraction }),
);
