import { classRgb, pack, signedRgb, type Theme } from './colour';
import { mix, type Rgb } from './oklab';

/** Turns the codes from `offset` on into pixels, through a table of one colour per code. */
export function fillCodes(pixels: Uint32Array, codes: Uint8Array, offset: number, table: Uint32Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[codes[offset + i] ?? 0] ?? 0;
}

/** How classes are shown. */
export interface ClassStyle {
  readonly theme: Theme;
  /** Show only which class is the most probable one. */
  readonly flat?: boolean;
  /** 1 for the colours of the classes, less for paler ones. */
  readonly strength?: number;
}

/** Blends the colours of classes by their probabilities. `codes` holds one map per class, one after the other. */
export function fillClasses(pixels: Uint32Array, codes: Uint8Array, classes: number, style: ClassStyle): void {
  const { theme, flat = false, strength = 1 } = style;
  const ground = signedRgb(0, theme);
  const colours = Array.from({ length: classes }, (_, number) => mix(ground, classRgb(number, theme), strength));
  if (flat) fillMostProbable(pixels, codes, colours.map(pack));
  else fillBlend(pixels, codes, colours, pack(ground));
}

function fillMostProbable(pixels: Uint32Array, codes: Uint8Array, colours: readonly number[]): void {
  const size = pixels.length;
  for (let i = 0; i < size; i++) {
    let best = 0;
    for (let number = 1; number < colours.length; number++) {
      if ((codes[number * size + i] ?? 0) > (codes[best * size + i] ?? 0)) best = number;
    }
    pixels[i] = colours[best] ?? 0;
  }
}

function fillBlend(pixels: Uint32Array, codes: Uint8Array, colours: readonly Rgb[], nothing: number): void {
  const size = pixels.length;
  for (let i = 0; i < size; i++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let total = 0;
    for (let number = 0; number < colours.length; number++) {
      const weight = codes[number * size + i] ?? 0;
      const colour = colours[number];
      if (weight === 0 || !colour) continue;
      red += weight * colour[0];
      green += weight * colour[1];
      blue += weight * colour[2];
      total += weight;
    }
    // The sum of a pixel, rounded and packed in place: an array for each would be ten thousand a frame.
    pixels[i] =
      total === 0
        ? nothing
        : ((255 << 24) |
            (Math.round(blue / total) << 16) |
            (Math.round(green / total) << 8) |
            Math.round(red / total)) >>>
          0;
  }
}

/** A canvas of one pixel per code, that CSS scales up. */
export interface HeatMap {
  /** Shows `size` × `size` codes from `offset` on. */
  codes(codes: Uint8Array, offset: number, size: number, table: Uint32Array): void;
  /** Shows one map per class, blended. */
  classes(codes: Uint8Array, size: number, classes: number, style: ClassStyle): void;
}

/** What a heat map needs of its canvas. */
export interface PixelCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): Pick<CanvasRenderingContext2D, 'createImageData' | 'putImageData'> | null;
}

/** Paints heat maps on `canvas`; its pixels are made once per size. */
export function createHeatMap(canvas: PixelCanvas): HeatMap {
  const context = canvas.getContext('2d');
  let image: ImageData | undefined;
  let pixels = new Uint32Array(0);

  function prepare(size: number): void {
    if (!context || (image?.width === size && canvas.width === size)) return;
    canvas.width = size;
    canvas.height = size;
    image = context.createImageData(size, size);
    pixels = new Uint32Array(image.data.buffer);
  }
  const show = (): void => {
    if (image) context?.putImageData(image, 0, 0);
  };

  return {
    codes(codes, offset, size, table) {
      prepare(size);
      fillCodes(pixels, codes, offset, table);
      show();
    },
    classes(codes, size, classes, style) {
      prepare(size);
      fillClasses(pixels, codes, classes, style);
      show();
    },
  };
}
