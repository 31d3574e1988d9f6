import type { Learned } from '@/diagram/numbers';
import { readStack } from '@/editor/stack';
import type { DecisionLine } from '@/paint/decision_line';
import type { DenseNode, Feature, LossSpec, RunSpec } from '@/protocol/names';
import { isPoints } from '@/protocol/spec';

/** Three ways to teach one unit, each of which adds a multiple of the sample to the weights. */
export type Rule = 'perceptron' | 'delta_rule' | 'logistic';

export const RULES = ['perceptron', 'delta_rule', 'logistic'] as const satisfies readonly Rule[];

export const RULE_NAMES: Record<Rule, string> = {
  perceptron: 'Perceptron rule',
  delta_rule: 'Delta rule',
  logistic: 'Logistic',
};

const MADE_OF: Record<Rule, { activation: string; loss: string }> = {
  perceptron: { activation: 'step', loss: 'perceptron' },
  delta_rule: { activation: 'step', loss: 'delta_rule' },
  logistic: { activation: 'sigmoid', loss: 'binary_cross_entropy' },
};

/** The unit of a network that has no other, on points of two classes; null of every other set-up. */
export function oneUnit({ network, data }: RunSpec, task: string): DenseNode | null {
  const layers = isPoints(data) && task === 'binary' ? readStack(network)?.layers : undefined;
  const unit = layers?.length === 1 ? layers[0]?.dense : undefined;
  return unit?.units === 1 ? unit : null;
}

/** By which of the three rules a unit learns; null where it is none of them. */
export function ruleOf(unit: Pick<DenseNode, 'activation'>, loss: LossSpec): Rule | null {
  return RULES.find((rule) => MADE_OF[rule].loss === loss.kind && fits(rule, unit.activation)) ?? null;
}

/** The perceptron rule and the delta rule look at the sum, whatever ends the unit. */
const fits = (rule: Rule, activation: string): boolean => rule !== 'logistic' || activation === 'sigmoid';

/** The set-up with another rule: same points in the same order, same start, one sample at a time, plain steps. */
export function withRule(spec: RunSpec, rule: Rule): RunSpec {
  const { activation, loss } = MADE_OF[rule];
  const { learning_rate } = spec.training.optimiser;
  const nodes = spec.network.nodes.map((node) =>
    node.kind === 'dense' ? { ...node, activation, initialiser: 'zeros' } : node,
  );
  return {
    ...spec,
    network: { ...spec.network, nodes },
    training: {
      ...spec.training,
      loss: { kind: loss },
      optimiser: { kind: 'sgd', learning_rate },
      batch_size: 1,
    },
  };
}

/** Where the unit's sum is 0, in the plane; null where that is no straight line, or the weights are not known. */
export function lineOf(unit: DenseNode, features: readonly Feature[], learned: Learned): DecisionLine | null {
  const at = (feature: Feature): number => {
    const input = features.indexOf(feature);
    return input < 0 ? 0 : (learned.weight(unit.id, input, 0) ?? Number.NaN);
  };
  const bent = features.some((feature) => feature !== 'x' && feature !== 'y' && at(feature) !== 0);
  const line = { a: at('x'), b: at('y'), c: unit.bias ? (learned.bias(unit.id, 0) ?? Number.NaN) : 0 };
  return bent || Number.isNaN(line.a + line.b + line.c) ? null : line;
}

/** The line before a sample moved it, from what each weight gained. */
export function lineBefore(
  line: DecisionLine,
  unit: DenseNode,
  features: readonly Feature[],
  change: Readonly<Record<string, readonly number[]>>,
): DecisionLine | null {
  const weights = change[`${unit.id}.weight`];
  if (!weights) return null;
  const gained = (feature: Feature): number => weights[features.indexOf(feature)] ?? 0;
  const before = {
    a: line.a - gained('x'),
    b: line.b - gained('y'),
    c: line.c - (change[`${unit.id}.bias`]?.[0] ?? 0),
  };
  return before.a === line.a && before.b === line.b && before.c === line.c ? null : before;
}
