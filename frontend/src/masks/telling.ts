import type { MaskScene, Slice } from '@/paint/mask_scene';
import { short } from '@/paint/numbers';
import { codeValue } from '@/paint/scale';

/** Dice in two figures. */
export const diceText = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(2));

/** A share as a percentage with one figure after the point where it is small. */
export function shareText(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value > 0 && value < 0.0995 ? `${(100 * value).toFixed(1)} %` : `${Math.round(100 * value)} %`;
}

const nameOf = (names: readonly string[], number: number): string => names[number] ?? String(number);

const at = ({ bytes, at }: Slice, offset: number): number => bytes[at + offset] ?? 0;

/** What is known of one pixel: its value, truth and prediction, the probability of each class and the loss. */
export function pixelText(
  scene: MaskScene,
  predicted: Uint8Array | null,
  names: readonly string[],
  row: number,
  column: number,
): string {
  const { channels, classes, width, image, truth, probabilities, loss } = scene;
  const pixel = row * width + column;
  const values = Array.from({ length: channels }, (_, k) => at(image, pixel * channels + k));
  const parts = [`row ${row + 1}, column ${column + 1}`, `value ${values.join(' ')}`];
  if (truth) parts.push(`truth ${nameOf(names, at(truth, pixel))}`);
  if (predicted) parts.push(`says ${nameOf(names, predicted[pixel] ?? 0)}`);
  if (probabilities) {
    for (let k = classes === 2 ? 1 : 0; k < classes; k++) {
      parts.push(`${nameOf(names, k)} ${Math.round((100 * at(probabilities, pixel * classes + k)) / 255)} %`);
    }
  }
  if (loss) parts.push(`loss ${short(codeValue(at(loss, pixel), loss.lo, loss.hi))}`);
  return parts.join(' · ');
}

/** Dice of every class but the first, in words. */
export function diceLine(dice: ArrayLike<number>, names: readonly string[]): string {
  if (dice.length <= 2) return `Dice ${diceText(dice[1] ?? Number.NaN)}`;
  const parts = Array.from(
    { length: dice.length - 1 },
    (_, k) => `${nameOf(names, k + 1)} ${diceText(dice[k + 1] ?? Number.NaN)}`,
  );
  return `Dice: ${parts.join(' · ')}`;
}

/** From which share of right pixels on, and below which Dice, the two are worth a remark. */
const MANY_RIGHT = 0.9;
const LITTLE_FOUND = 0.5;

/**
 * The lesson that most pixels right can still be nothing found, from the numbers of a part; null where it does not apply.
 */
export function accuracyLesson(accuracy: number | null, dice: number | null): string | null {
  if (accuracy === null || dice === null || accuracy < MANY_RIGHT || dice >= LITTLE_FOUND) return null;
  const right = (100 * accuracy).toFixed(accuracy > 0.99 ? 1 : 0);
  return `${right} % of the pixels are right, yet Dice is ${diceText(dice)}: most pixels are background, and saying so is easy.`;
}
