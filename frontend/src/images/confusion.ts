/** What a confusion matrix says, in numbers. `counts` is `(classes, classes)`, row truth, column prediction. */
export interface ConfusionNumbers {
  readonly classes: number;
  readonly counts: Int32Array;
  readonly total: number;
  readonly right: number;
  /** Of each row: how many images are of the class. */
  readonly truths: readonly number[];
  /** Of each column: how many were taken for the class. */
  readonly predictions: readonly number[];
}

/** Sums of a confusion matrix. */
export function confusionNumbers(counts: Int32Array): ConfusionNumbers {
  const classes = Math.round(Math.sqrt(counts.length));
  const truths = new Array<number>(classes).fill(0);
  const predictions = new Array<number>(classes).fill(0);
  let right = 0;
  let total = 0;
  for (let truth = 0; truth < classes; truth++) {
    for (let predicted = 0; predicted < classes; predicted++) {
      const count = counts[truth * classes + predicted] ?? 0;
      truths[truth] = (truths[truth] ?? 0) + count;
      predictions[predicted] = (predictions[predicted] ?? 0) + count;
      total += count;
      if (truth === predicted) right += count;
    }
  }
  return { classes, counts, total, right, truths, predictions };
}

/** The pair that is taken for each other most often; null when nothing is wrong. */
export function worstPair({ classes, counts }: ConfusionNumbers): { truth: number; predicted: number } | null {
  let worst: { truth: number; predicted: number } | null = null;
  let most = 0;
  for (let truth = 0; truth < classes; truth++) {
    for (let predicted = 0; predicted < classes; predicted++) {
      const count = counts[truth * classes + predicted] ?? 0;
      if (truth === predicted || count <= most) continue;
      most = count;
      worst = { truth, predicted };
    }
  }
  return worst;
}
