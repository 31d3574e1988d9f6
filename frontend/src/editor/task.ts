import type { Catalog, DataSpec, Task, TrainingSpec } from '@/protocol/names';

/** What the editor must know about the data sets: the task of each, and how many classes those that let you choose start with. */
export interface Facts {
  tasks: Record<string, Task>;
  classes: Record<string, number>;
}

/** The facts until the catalogue has arrived. */
export const FACTS: Facts = {
  tasks: { plane: 'regression', multi_gaussian: 'regression', blobs: 'multiclass' },
  classes: { spiral: 2, blobs: 3 },
};

/** The facts as the server's catalogue tells them. */
export function factsOf(catalog: Catalog): Facts {
  const facts: Facts = { tasks: {}, classes: {} };
  for (const entry of catalog.datasets) {
    if (entry.task) facts.tasks[entry.kind] = entry.task;
    const classes = entry.schema.properties?.['classes']?.default;
    if (typeof classes === 'number') facts.classes[entry.kind] = classes;
  }
  return Object.keys(facts.tasks).length > 0
    ? { tasks: facts.tasks, classes: { ...FACTS.classes, ...facts.classes } }
    : FACTS;
}

/** How many classes the data have; 0 for regression. */
export function classesOf(data: DataSpec, facts: Facts = FACTS): number {
  if (facts.tasks[data.kind] === 'regression') return 0;
  return data.classes ?? facts.classes[data.kind] ?? 2;
}

export function taskOf(data: DataSpec, facts: Facts = FACTS): Task {
  const classes = classesOf(data, facts);
  if (classes === 0) return 'regression';
  return classes === 2 ? 'binary' : 'multiclass';
}

/** The output layer and the loss that suit a task when the learner has not chosen otherwise. */
export const SUITS: Record<Task, { activation: string; loss: string; losses: readonly string[] }> = {
  binary: {
    activation: 'sigmoid',
    loss: 'binary_cross_entropy',
    losses: ['binary_cross_entropy', 'mse', 'l1', 'huber'],
  },
  multiclass: { activation: 'softmax', loss: 'cross_entropy', losses: ['cross_entropy', 'mse', 'l1', 'huber'] },
  regression: { activation: 'linear', loss: 'mse', losses: ['mse', 'l1', 'huber'] },
};

/** The loss after a change of task: the default follows the task, what was chosen stays where it can be used. */
export function followLoss(loss: TrainingSpec['loss'], from: Task, to: Task): TrainingSpec['loss'] {
  const chosen = loss.kind !== SUITS[from].loss && SUITS[to].losses.includes(loss.kind);
  return chosen ? loss : { kind: SUITS[to].loss };
}

/** The output's activation after a change of task. */
export function followActivation(activation: string, from: Task, to: Task): string {
  return activation === SUITS[from].activation || (activation === 'softmax' && to !== 'multiclass')
    ? SUITS[to].activation
    : activation;
}

/** How large a share of the points may be kept back beside another: a tenth at least is left to learn from. */
export const mostShare = (other: number): number => Math.min(0.5, Math.round(100 * (0.9 - other)) / 100);
