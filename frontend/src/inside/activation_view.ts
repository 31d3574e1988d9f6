import type { Tensors } from '@/live/tensors';
import type { Frame } from '@/protocol/frames';

/** Facts of the view `activation`. */
export interface ActivationFacts {
  unit: number | null;
  /** Shares of the sums: where the slope is less than a tenth of the steepest, and at or below zero. */
  flat: number;
  below: number;
  /** Of so many units, those all of whose sums lie where it is flat. */
  stuck: number;
  units: number;
  examples: number;
  total: number;
  /** Where the plot ends, and the share of sums beyond. */
  reach: number;
  outside: number;
}

/** The facts of a frame; null where it has none. */
export function factsOf(frame: Frame | undefined): ActivationFacts | null {
  const meta = frame?.meta ?? {};
  const number = (name: string): number => {
    const value = meta[name];
    return typeof value === 'number' ? value : 0;
  };
  if (typeof meta['total'] !== 'number') return null;
  const unit = meta['unit'];
  return {
    unit: typeof unit === 'number' ? unit : null,
    flat: number('flat'),
    below: number('below'),
    stuck: number('stuck'),
    units: number('units'),
    examples: number('examples'),
    total: number('total'),
    reach: number('reach'),
    outside: number('outside'),
  };
}

/** The tensors of the view, as the plot takes them. */
export function curvesIn(tensors: Pick<Tensors, 'get' | 'numbers'>, run: string, node: string) {
  const key = `activation:${node}`;
  const counts = tensors.get(run, key)?.tensors.get('counts')?.data;
  const [axis, value, slope] = ['axis', 'value', 'slope'].map((name) => tensors.numbers(run, key, name));
  return counts instanceof Int32Array && axis && value && slope ? { axis, value, slope, counts } : null;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const CUT: ReadonlySet<string> = new Set(['relu']);

/** Where the sums fall and what follows, in words. */
export function activationTelling(facts: ActivationFacts, activation: string): string {
  const { outside, reach } = facts;
  const beyond = outside > 0 ? ` ${percent(outside)} lie beyond ±${reach}, counted at the edges.` : '';
  return `${sumsTelling(facts, activation)}${beyond}`;
}

function sumsTelling(facts: ActivationFacts, activation: string): string {
  const { flat, below, stuck, units, total } = facts;
  if (total === 0) return 'No sum of this batch is a finite number.';
  if (activation === 'linear') return 'The slope is 1 everywhere: every gradient comes through as it is.';
  if (activation === 'step')
    return `${percent(1 - below)} of this batch’s sums are above zero and give 1. The step is flat everywhere, so gradients cannot train it: the perceptron rule can.`;
  const dead =
    stuck > 0 && units > 1
      ? ` For ${stuck} of ${units} units this is so for every sample: they learn nothing from this batch.`
      : stuck > 0
        ? ' This is so for every sample: the unit learns nothing from this batch.'
        : '';
  if (CUT.has(activation))
    return `${percent(below)} of this batch’s sums are below zero: there the unit answers 0 and passes no gradient.${dead}`;
  if (flat < 0.005) return 'All of this batch’s sums fall where the curve is steep: gradients come through well.';
  return `${percent(flat)} of this batch’s sums fall where the curve is flat (saturated): hardly any gradient comes through there, so the weights before it learn slowly.${dead}`;
}
