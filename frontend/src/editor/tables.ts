import type { RunSpec, TableData } from '@/protocol/names';
import { DEFAULT_SPEC } from './defaults';
import { inputNames } from './inputs';
import { writeStack } from './stack';
import { classesOf, type Facts, SUITS, taskFor } from './task';

/** A hidden layer for a table: a little wider than a few columns, never so wide that its rows are learned by heart. */
const hiddenFor = (inputs: number): number => Math.min(8, Math.max(4, inputs + 1));

/** A small network on a table, of 4 columns and 3 classes one of 4-5-3, trained by Adam. */
export function openedOnTable(data: TableData, facts: Facts, classes = classesOf(data, facts)): RunSpec {
  const task = taskFor(classes);
  const suits = SUITS[task];
  const dense = { kind: 'dense', bias: true, initialiser: 'xavier' } as const;
  const hidden = hiddenFor(inputNames(data, facts).length);
  return {
    network: writeStack({
      input: 'in',
      layers: [
        { dense: { ...dense, id: 'h1', units: hidden, activation: 'tanh' }, dropout: null },
        {
          dense: { ...dense, id: 'out', units: task === 'multiclass' ? classes : 1, activation: suits.activation },
          dropout: null,
        },
      ],
    }),
    data,
    training: {
      ...DEFAULT_SPEC.training,
      loss: { kind: suits.loss },
      optimiser: { kind: 'adam', learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      batch_size: 16,
      // Rows with values are soon learned by heart: what holds the weights small predicts the others better.
      ...(task === 'regression' ? { l2: 0.01 } : {}),
    },
  };
}
