import type { Locator } from '@playwright/test';

/** What a canvas shows: a number that stands for its picture, one that stands for its shapes, and how many colours it has. */
export interface Picture {
  print: number;
  /** Of opacity alone: equal for equal shapes in different colours. */
  shape: number;
  colours: number;
}

/** Reads the pixels of canvases, in the page: this runs at every poll, so each pixel is one number. */
function look(canvases: Element | Element[]): Picture[] {
  return [canvases].flat().map((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('no canvas');
    // A copy is read: reading the page's own canvas would change how the browser keeps it.
    const { width, height } = element;
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!pen) throw new Error('no picture');
    pen.drawImage(element, 0, 0);
    let [print, shape, last] = [0, 0, -1];
    const colours = new Set<number>();
    for (const colour of new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer)) {
      print = (Math.imul(print, 31) + colour) | 0;
      shape = (Math.imul(shape, 31) + (colour >>> 24)) | 0;
      if (colour !== last) colours.add(colour);
      last = colour;
    }
    return { print, shape, colours: colours.size };
  });
}

/** Reads the pixels of a canvas. */
export async function pictureOf(canvas: Locator): Promise<Picture> {
  const [picture] = await canvas.evaluate(look);
  if (!picture) throw new Error('no canvas');
  return picture;
}

/** The numbers that stand for several pictures. */
export async function printsOf(canvases: Locator): Promise<number[]> {
  return (await canvases.evaluateAll(look)).map(({ print }) => print);
}

/** The colours of a canvas row by row, each as one number of red, green and blue. */
export function rowsOf(canvas: Locator): Promise<number[][]> {
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const { width, height } = element;
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!pen) throw new Error('no picture');
    pen.drawImage(element, 0, 0);
    const { data } = pen.getImageData(0, 0, width, height);
    return Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, column) => {
        const [r = 0, g = 0, b = 0] = data.subarray(4 * (row * width + column));
        return (r * 256 + g) * 256 + b;
      }),
    );
  });
}

/** How many of some pixels are of a colour, not grey. */
export const coloured = (rows: number[][]): number =>
  rows.flat().filter((colour) => {
    const [r, g, b] = [colour >> 16, (colour >> 8) & 255, colour & 255];
    return Math.max(r, g, b) - Math.min(r, g, b) > 24;
  }).length;
