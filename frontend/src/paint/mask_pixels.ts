import { classRgb, magnitudeRgb, sequentialTable, signedRgb, type Theme } from './colour';
import { luminance } from './contrast';
import type { MaskLook, MaskScene, Slice } from './mask_scene';
import type { Rgb } from './oklab';
import { fillScale } from './scale';

/** Over images, which are dark more often than not, classes have the brighter one of their colours in both themes. */
export function overImage(number: number): Rgb {
  const [light, dark] = [classRgb(number, 'light'), classRgb(number, 'dark')];
  return luminance(light) > luminance(dark) ? light : dark;
}

/** What errors are painted in: too much as positive, missed as negative, one class for another between them. */
export const errorRgb = {
  extra: signedRgb(1, 'dark'),
  missed: signedRgb(-1, 'dark'),
  mixed: magnitudeRgb(1, 'dark'),
} as const;

/** Where window and level put every grey value. */
export function windowTable({ window, level }: Pick<MaskLook, 'window' | 'level'>, into: Uint8ClampedArray): void {
  const low = level - window / 2;
  for (let value = 0; value < 256; value++) into[value] = (255 * (value - low)) / Math.max(1, window);
}

const pack = (red: number, green: number, blue: number): number =>
  ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** `part` of a colour over a pixel. */
function over(pixel: number, [red, green, blue]: Rgb, part: number): number {
  const rest = 1 - part;
  return pack(
    Math.round((pixel & 255) * rest + red * part),
    Math.round(((pixel >> 8) & 255) * rest + green * part),
    Math.round(((pixel >> 16) & 255) * rest + blue * part),
  );
}

/** Whether a pixel lies on a stripe: what is striped can be told from what is plain without its hue. */
const striped = (row: number, column: number): boolean => (row + column) % 3 === 0;

const greys = new Uint8ClampedArray(256);

/** The image itself, through window and level; one channel is grey, three are colours. */
function fillImage(pixels: Uint32Array, { image, channels }: MaskScene, look: MaskLook): void {
  windowTable(look, greys);
  let at = image.at;
  for (let i = 0; i < pixels.length; i++, at += channels) {
    const red = greys[image.bytes[at] ?? 0] ?? 0;
    const green = channels >= 3 ? (greys[image.bytes[at + 1] ?? 0] ?? 0) : red;
    const blue = channels >= 3 ? (greys[image.bytes[at + 2] ?? 0] ?? 0) : red;
    pixels[i] = pack(red, green, blue);
  }
}

/** Fills every class but the first of a mask with its colour. */
function fillMask(pixels: Uint32Array, mask: Slice, width: number, opacity: number, stripes: boolean): void {
  for (let i = 0; i < pixels.length; i++) {
    const number = mask.bytes[mask.at + i] ?? 0;
    if (number === 0) continue;
    const part = stripes && !striped(Math.floor(i / width), i % width) ? opacity / 3 : opacity;
    pixels[i] = over(pixels[i] ?? 0, overImage(number), part);
  }
}

function fillErrors(pixels: Uint32Array, truth: Slice, predicted: Uint8Array, width: number): void {
  for (let i = 0; i < pixels.length; i++) {
    const [is, said] = [truth.bytes[truth.at + i] ?? 0, predicted[i] ?? 0];
    const pixel = over(pixels[i] ?? 0, [0, 0, 0], 0.45);
    const stripe = striped(Math.floor(i / width), i % width);
    if (is === said) pixels[i] = pixel;
    else if (is === 0) pixels[i] = over(pixel, errorRgb.extra, 0.9);
    else if (said === 0) pixels[i] = over(pixel, errorRgb.missed, stripe ? 1 : 0.55);
    else pixels[i] = over(pixel, errorRgb.mixed, 0.85);
  }
}

const shades = new Uint32Array(256);

/**
 * Writes the pixels of one image with its masks: `predicted` is what `predictedMask` made of it, null before the network has
 * answered. Modes that need what is not known show the image alone.
 */
export function fillScene(
  pixels: Uint32Array,
  scene: MaskScene,
  look: MaskLook,
  predicted: Uint8Array | null,
  theme: Theme,
): void {
  const { probabilities, loss, truth, classes, width } = scene;
  if (look.mode === 'probability' && probabilities) {
    const table = sequentialTable(theme);
    const k = Math.min(look.shown, classes - 1);
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = table[probabilities.bytes[probabilities.at + i * classes + k] ?? 0] ?? 0;
    }
    return;
  }
  if (look.mode === 'loss' && loss) {
    fillScale(shades, loss.lo, loss.hi, loss.hi, false, theme);
    for (let i = 0; i < pixels.length; i++) pixels[i] = shades[loss.bytes[loss.at + i] ?? 0] ?? 0;
    return;
  }
  fillImage(pixels, scene, look);
  if (look.mode === 'errors' && truth && predicted) fillErrors(pixels, truth, predicted, width);
  if (look.mode !== 'overlay') return;
  // One fill at a time: two in the same colours could not be told apart. The truth is filled while the prediction is off.
  if (look.prediction && predicted) fillMask(pixels, { bytes: predicted, at: 0 }, width, look.opacity, false);
  else if (look.truth && truth) fillMask(pixels, truth, width, look.opacity, true);
}
