/** The three steps of softmax, number by number. */
export interface SoftmaxSteps {
  readonly logits: readonly number[];
  /** e to the power of each logit. */
  readonly powers: readonly number[];
  readonly sum: number;
  readonly probabilities: readonly number[];
}

/**
 * From logits to probabilities: `p_i = e^z_i / sum_j e^z_j`.
 *
 * Probabilities come from logits less the largest one, so that they are right where the powers themselves overflow.
 */
export function softmaxSteps(logits: ArrayLike<number>): SoftmaxSteps {
  const values = Array.from(logits);
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = values.map(Math.exp);
  const shifted = values.map((value) => Math.exp(value - largest));
  const total = shifted.reduce((sum, value) => sum + value, 0);
  return {
    logits: values,
    powers,
    sum: powers.reduce((sum, value) => sum + value, 0),
    probabilities: shifted.map((value) => value / total),
  };
}

/** The class with the largest number; -1 when there is none. */
export function largestOf(values: ArrayLike<number>): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isNaN(value) && (best < 0 || value > (values[best] ?? 0))) best = i;
  }
  return best;
}
