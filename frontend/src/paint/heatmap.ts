import { classRgb, type Theme } from './colour';

/** Turns the codes from `offset` on into pixels, through a table of one colour per code. */
export function fillCodes(pixels: Uint32Array, codes: Uint8Array, offset: number, table: Uint32Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[codes[offset + i] ?? 0] ?? 0;
}

/**
 * Blends the colours of classes by their probabilities. `codes` holds one map per class, one after the other.
 *
 * With `flat`, every pixel has the colour of its most probable class instead.
 */
export function fillClasses(pixels: Uint32Array, codes: Uint8Array, classes: number, theme: Theme, flat = false): void {
  const size = pixels.length;
  const colours = Array.from({ length: classes }, (_, number) => classRgb(number, theme));
  for (let i = 0; i < size; i++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let total = 0;
    let most = -1;
    for (let number = 0; number < classes; number++) {
      const code = codes[number * size + i] ?? 0;
      if (flat) {
        if (code <= most) continue;
        red = green = blue = total = 0;
        most = code;
      }
      const weight = flat ? 1 : code;
      const [r = 0, g = 0, b = 0] = colours[number] ?? [];
      red += weight * r;
      green += weight * g;
      blue += weight * b;
      total += weight;
    }
    const scale = total > 0 ? 1 / total : 0;
    pixels[i] =
      ((255 << 24) | (Math.round(blue * scale) << 16) | (Math.round(green * scale) << 8) | Math.round(red * scale)) >>>
      0;
  }
}

/** A canvas of one pixel per code, that CSS scales up. */
export interface HeatMap {
  /** Shows `size` × `size` codes from `offset` on. */
  codes(codes: Uint8Array, offset: number, size: number, table: Uint32Array): void;
  /** Shows one map per class, blended. */
  classes(codes: Uint8Array, size: number, classes: number, theme: Theme, flat?: boolean): void;
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
    classes(codes, size, classes, theme, flat = false) {
      prepare(size);
      fillClasses(pixels, codes, classes, theme, flat);
      show();
    },
  };
}
