import { mix, type Rgb } from './oklab';

export type Theme = 'light' | 'dark';

/** The colours that are not data: text, hairlines, ground. */
export interface Inks {
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly ground: string;
}

interface Palette {
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
  readonly most: Rgb;
  readonly classes: readonly Rgb[];
  readonly inks: Inks;
}

// Orange and blue differ in every common colour vision deficiency. The first two classes are the two signs, so that
// a class and the surface that predicts it look the same.
const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    negative: [217, 105, 14],
    zero: [250, 248, 244],
    positive: [24, 104, 176],
    most: [74, 42, 120],
    classes: [
      [217, 105, 14],
      [24, 104, 176],
      [40, 200, 160],
      [92, 30, 105],
      [238, 192, 15],
      [75, 171, 198],
      [144, 67, 74],
      [205, 120, 160],
      [120, 140, 60],
      [110, 115, 122],
    ],
    inks: { ink: '#1f2328', faint: '#6a7079', line: '#d9d7d1', ground: '#faf8f4' },
  },
  dark: {
    negative: [255, 152, 66],
    zero: [33, 36, 41],
    positive: [84, 170, 246],
    most: [214, 200, 255],
    classes: [
      [255, 152, 66],
      [84, 170, 246],
      [25, 130, 82],
      [168, 50, 200],
      [249, 238, 160],
      [55, 230, 253],
      [241, 60, 140],
      [205, 120, 200],
      [131, 139, 6],
      [165, 170, 178],
    ],
    inks: { ink: '#e8e6e1', faint: '#9aa0a8', line: '#3a3e45', ground: '#212429' },
  },
};

/** As one pixel of an ImageData seen as 32-bit numbers: opaque, little endian. */
export const pack = ([red, green, blue]: Rgb): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** As CSS writes it. */
export const css = ([red, green, blue]: Rgb): string => `rgb(${red}, ${green}, ${blue})`;

/** The diverging scale: -1 is orange, 0 paper or charcoal, 1 blue; what lies outside is clipped, NaN is 0. */
export function signedRgb(value: number, theme: Theme): Rgb {
  const { negative, zero, positive } = PALETTES[theme];
  return mix(zero, value < 0 ? negative : positive, Number.isNaN(value) ? 0 : Math.abs(value));
}

/** `signedRgb` for CSS and for canvas strokes. */
export const signedColour = (value: number, theme: Theme): string => css(signedRgb(value, theme));

/** The sequential scale for magnitudes: 0 is paper or charcoal, 1 violet. */
export function magnitudeRgb(value: number, theme: Theme): Rgb {
  return mix(PALETTES[theme].zero, PALETTES[theme].most, Number.isNaN(value) ? 0 : value);
}

/** The colours of classes 0 to 9; the colour of class 10 is that of class 0 again. */
export function classRgb(number: number, theme: Theme): Rgb {
  const { classes, zero } = PALETTES[theme];
  return classes[Math.trunc(number) % classes.length] ?? zero;
}

/** `classRgb` for CSS. */
export const classColour = (number: number, theme: Theme): string => css(classRgb(number, theme));

/** The colours that are not data. */
export const inks = (theme: Theme): Inks => PALETTES[theme].inks;

/** How strong the colours of a map are that lies under points of the same colours. */
export const GROUND_STRENGTH = 0.6;

const remembered = new Map<string, Uint32Array>();

function table(name: string, entries: number, colour: (index: number) => Rgb): Uint32Array {
  const found = remembered.get(name);
  if (found) return found;
  const made = Uint32Array.from({ length: entries }, (_, index) => pack(colour(index)));
  remembered.set(name, made);
  return made;
}

/** Pixels for codes 0 to 254 of a map that is symmetric about zero: 127 is zero. */
export function divergingTable(theme: Theme): Uint32Array {
  return table(`diverging ${theme}`, 255, (code) => signedRgb((code - 127) / 127, theme));
}

/** Pixels for codes 0 to 255 of a magnitude. */
export function sequentialTable(theme: Theme): Uint32Array {
  return table(`sequential ${theme}`, 256, (code) => magnitudeRgb(code / 255, theme));
}

/** What the codes of a map mean: `lo` is code 0, `hi` code 255, and colours run from `zero - reach` to `zero + reach`. */
export interface ValueRange {
  readonly lo: number;
  readonly hi: number;
  readonly zero: number;
  readonly reach: number;
}

/** Pixels for codes 0 to 255 of values between `lo` and `hi` on the diverging scale. */
export function valueTable({ lo, hi, zero, reach }: ValueRange, theme: Theme): Uint32Array {
  // Ranges drift with every frame of a regression: looking up the scale is cheaper than mixing it anew.
  const shades = divergingTable(theme);
  return Uint32Array.from({ length: 256 }, (_, code) => {
    const position = (lo + ((hi - lo) * code) / 255 - zero) / (reach || 1);
    return shades[Math.round(127 + 127 * Math.min(1, Math.max(-1, position)))] ?? 0;
  });
}

/** A table that shows `bands` flat colours instead of shades: two bands show only the sign. */
export function discrete(shades: Uint32Array, bands = 2): Uint32Array {
  const last = shades.length - 1;
  return shades.map((_, code) => {
    const band = Math.min(bands - 1, Math.floor((code * bands) / (last + 1)));
    return shades[Math.round((band * last) / (bands - 1))] ?? 0;
  });
}
