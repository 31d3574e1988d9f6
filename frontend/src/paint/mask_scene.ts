/** One image with what is true of it and what a network says of it; all are parts of larger arrays, from `at` on. */
export interface MaskScene {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
  readonly channels: number;
  /** uint8 `(height, width, channels)`. */
  readonly image: Slice;
  /** Class numbers `(height, width)`; null where nobody knows. */
  readonly truth: Slice | null;
  /** uint8 `(height, width, classes)`, 255 is 1; null before the network has answered. */
  readonly probabilities: Slice | null;
  /** The loss of every pixel in codes `(height, width)`; null without a truth. */
  readonly loss: (Slice & { readonly lo: number; readonly hi: number }) | null;
}

export interface Slice {
  readonly bytes: Uint8Array;
  readonly at: number;
}

export type MaskMode = 'overlay' | 'probability' | 'loss' | 'errors';

/** How images with masks are shown. */
export interface MaskLook {
  readonly mode: MaskMode;
  /** The class whose probability is shown. */
  readonly shown: number;
  readonly truth: boolean;
  readonly prediction: boolean;
  readonly contour: boolean;
  /** Of fills, 0 to 1. */
  readonly opacity: number;
  /** Two classes: from which probability on a pixel counts as class 1. */
  readonly threshold: number;
  /** The grey values that are spread from black to white: how many, and the one in the middle. */
  readonly window: number;
  readonly level: number;
}

/** The whole range of grey values. */
export const WHOLE_WINDOW = { window: 255, level: 127.5 } as const;

/**
 * The class that the network says of every pixel, written into `into`. Of two classes, the second one where its probability
 * is above the threshold; of several the most probable one.
 */
export function predictedMask(scene: MaskScene, threshold: number, into: Uint8Array): boolean {
  const { probabilities, classes } = scene;
  if (!probabilities) return false;
  const { bytes, at } = probabilities;
  if (classes === 2) {
    for (let i = 0; i < into.length; i++) into[i] = (bytes[at + 2 * i + 1] ?? 0) > 255 * threshold ? 1 : 0;
    return true;
  }
  for (let i = 0; i < into.length; i++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if ((bytes[at + i * classes + k] ?? 0) > (bytes[at + i * classes + best] ?? 0)) best = k;
    }
    into[i] = best;
  }
  return true;
}

/**
 * Dice of every class, 2|A ∩ B| / (|A| + |B|); NaN for one that is neither there nor found.
 *
 * Source: Dice 1945, Measures of the amount of ecologic association between species.
 */
export function diceOf(truth: Slice, predicted: Uint8Array, classes: number): Float32Array {
  const [both, sizes] = [new Float64Array(classes), new Float64Array(classes)];
  for (let i = 0; i < predicted.length; i++) {
    const [is, said] = [truth.bytes[truth.at + i] ?? 0, predicted[i] ?? 0];
    sizes[is] = (sizes[is] ?? 0) + 1;
    sizes[said] = (sizes[said] ?? 0) + 1;
    if (is === said) both[is] = (both[is] ?? 0) + 1;
  }
  return Float32Array.from(both, (same, k) => (2 * same) / (sizes[k] ?? 0));
}

/** The mean over all classes but the first that are there or found; NaN when none is. */
export function meanDice(dice: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let k = 1; k < dice.length; k++) {
    const value = dice[k] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}
