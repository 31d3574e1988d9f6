import type { Locator } from '@playwright/test';

/** What a canvas shows: a number that stands for its picture, one that stands for its shapes, and how many colours it has. */
export interface Picture {
  print: number;
  /** Of opacity alone: equal for equal shapes in different colours. */
  shape: number;
  colours: number;
}

/** Reads the pixels of a canvas. */
export function pictureOf(canvas: Locator): Promise<Picture> {
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('no canvas');
    // A copy is read: reading the page's own canvas would change how the browser keeps it.
    const { width, height } = element;
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!pen) throw new Error('no picture');
    pen.drawImage(element, 0, 0);
    const { data } = pen.getImageData(0, 0, width, height);
    let [print, shape] = [0, 0];
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0, a = 0] = data.subarray(at, at + 4);
      const colour = ((r * 256 + g) * 256 + b) * 256 + a;
      print = (print * 31 + colour) % 4_294_967_291;
      shape = (shape * 31 + a) % 4_294_967_291;
      colours.add(colour);
    }
    return { print, shape, colours: colours.size };
  });
}

/** The numbers that stand for several pictures. */
export async function printsOf(canvases: Locator): Promise<number[]> {
  const prints: number[] = [];
  for (const canvas of await canvases.all()) prints.push((await pictureOf(canvas)).print);
  return prints;
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
