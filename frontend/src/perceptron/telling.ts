import { minus } from '@/paint/numbers';
import type { SampleEvent } from '@/protocol/names';
import type { Rule } from './unit';

/** How one learned number of the unit moved: Δw = η · error · input. */
export interface Moved {
  /** What comes in there; 1 for the bias. */
  readonly input: number;
  readonly change: number;
}

/** What a sample did to a unit. */
export interface Taught {
  /** What the unit should have said and what it said, as the rule compares them. */
  readonly target: number;
  readonly said: number;
  /** Their difference. */
  readonly error: number;
  readonly mistake: boolean;
  /** Each weight, then the bias where there is one. */
  readonly moved: readonly Moved[];
  /** Whether every change is learning rate times error times input, as far as the wire's precision tells. */
  readonly plain: boolean;
}

const NOTHING = 1e-6;

/** A number as one writes it by hand: three figures at most, and rounding errors are nothing. */
export const neat = (value: number): string =>
  Math.abs(value) < NOTHING ? '0' : minus(String(Number(value.toPrecision(3))));

type Looked = Pick<SampleEvent, 'inputs' | 'target' | 'output' | 'change'>;

const CLOSE = 1e-3;

const isMoved = ({ change }: Moved): boolean => Math.abs(change) >= NOTHING;

/** Whether the unit fired, 1 or 0. */
const firedAt = (rule: Rule, sum: number | null, answer: number): number =>
  Number(rule === 'logistic' ? answer > 0.5 : (sum ?? answer) > 0);

/**
 * What a sample step did; null where it changed nothing yet, within a batch.
 *
 * @param sum what the unit added up before the change: the delta rule compares it with −1 and 1.
 */
export function taughtBy(
  { inputs, target, output, change }: Looked,
  { node, rule, rate, sum }: { node: string; rule: Rule; rate: number; sum: number | null },
): Taught | null {
  const weights = change[`${node}.weight`];
  if (!weights) return null;
  const bias = change[`${node}.bias`]?.[0];
  const moved = weights.map((gain, index) => ({ input: inputs[index] ?? 0, change: gain }));
  if (bias !== undefined) moved.push({ input: 1, change: bias });
  const label = (target[0] ?? 0) > 0.5 ? 1 : 0;
  const answer = output[0] ?? 0;
  const fired = rule === 'perceptron' ? (moved.some(isMoved) ? 1 - label : label) : firedAt(rule, sum, answer);
  const wanted = rule === 'delta_rule' ? 2 * label - 1 : label;
  const said = rule === 'delta_rule' ? (sum ?? Number.NaN) : rule === 'logistic' ? answer : fired;
  const error = wanted - said;
  const largest = Math.max(...moved.map((one) => Math.abs(one.change)), 1e-6);
  const plain = moved.every((one) => Math.abs(rate * error * one.input - one.change) <= CLOSE * largest);
  return { target: wanted, said, error, mistake: fired !== label, moved, plain };
}

/** What happened, as cause and effect. */
export function verdictOf({ mistake, error }: Taught, rule: Rule): string {
  if (rule === 'perceptron') {
    if (!mistake) return 'Right: the perceptron rule changes nothing.';
    return error > 0
      ? 'A mistake: it should have fired, so η times the sample is added to the weights.'
      : 'A mistake: it should not have fired, so η times the sample is taken off the weights.';
  }
  const side = mistake ? 'On the wrong side' : 'On the right side';
  if (rule === 'delta_rule')
    return `${side}, and the sum is ${neat(Math.abs(error))} away from its target of ±1: the weights move either way.`;
  return `${side}, and the probability is ${neat(Math.abs(error))} short of certain: the weights move, less and less.`;
}

/** The facts of a `margin` frame. */
export interface MarginFacts {
  readonly separable: boolean;
  readonly radius: number;
  readonly margin: number;
  readonly bound: number | null;
  readonly mistakes: number | null;
}

/** The facts in the meta of a frame; null before they are there. */
export function marginIn(meta: Readonly<Record<string, unknown>> | undefined): MarginFacts | null {
  const { separable, radius, margin, bound, mistakes } = meta ?? {};
  if (typeof separable !== 'boolean' || typeof radius !== 'number' || typeof margin !== 'number') return null;
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return { separable, radius, margin, bound: number(bound), mistakes: number(mistakes) };
}

/** What the margin promises a unit that learns by this rule, in words a first-year student understands. */
export function promiseOf({ separable, bound, mistakes }: MarginFacts, rule: Rule | null, done = false): string {
  if (!separable) {
    if (rule === 'delta_rule')
      return 'Not linearly separable: no line gets all of them right. The delta rule hovers where the squared error is least.';
    if (rule === 'logistic')
      return 'Not linearly separable: no line gets all of them right. Logistic regression hovers where it is least surprised, unsure of both classes.';
    return 'Not linearly separable: it will never converge. Each mistake it mends makes another, and the line goes round and round.';
  }
  if (rule !== 'perceptron')
    return 'Linearly separable: a line gets all of them right. This rule goes on moving after it has found one.';
  if (done) return 'All samples are right: there is nothing left to learn from, and the weights have come to rest.';
  if (bound === null)
    return 'Linearly separable: the mistakes will come to an end. How many there can be at most is only known for weights that start at zero.';
  if (mistakes !== null && mistakes > bound)
    return 'More mistakes than the bound: weights were set by hand, or the data changed on the way.';
  return `Linearly separable: after ${Math.floor(bound)} mistakes at most it makes no more, in whatever order the samples come. The wider the gap, the fewer.`;
}
