import { blankPaper, type Paper } from './brush';

/** The part of a picture that is kept: its middle, in the shape of the paper. All in pixels of the picture. */
export interface Cut {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Paper, 'height' | 'width' | 'channels'>;

/** The largest middle part of a `width × height` picture that has the proportions of the paper. */
export function middleOf(width: number, height: number, paper: Pick<Size, 'height' | 'width'>): Cut {
  const scale = Math.min(width / paper.width, height / paper.height);
  const cut = { width: paper.width * scale, height: paper.height * scale };
  return { ...cut, x: (width - cut.width) / 2, y: (height - cut.height) / 2 };
}

/**
 * A paper from the bytes of a canvas, `(height, width, 4)` of red, green, blue and opacity: what is see-through is black.
 * One channel is the brightness that the eye sees (ITU-R BT.601).
 */
export function paperFromRgba(rgba: Uint8ClampedArray, size: Size): Paper {
  const paper = blankPaper(size.height, size.width, size.channels);
  for (let pixel = 0; pixel < size.height * size.width; pixel++) {
    const opacity = (rgba[4 * pixel + 3] ?? 0) / 255;
    const shade = (at: number): number => opacity * (rgba[4 * pixel + at] ?? 0);
    const [red, green, blue] = [shade(0), shade(1), shade(2)];
    if (size.channels >= 3) paper.bytes.set([red, green, blue].map(Math.round), pixel * size.channels);
    else paper.bytes[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return paper;
}

/**
 * A picture file as a paper of this size: its middle is kept and made smaller.
 *
 * @throws Error with a sentence for people, when the browser cannot read the file as a picture.
 */
export async function paperFromFile(file: Blob, size: Size): Promise<Paper> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('This file is no picture that the browser can read. Choose a PNG, JPEG or WebP.');
  });
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('The browser gives no canvas to read the picture with. Close some tabs and try again.');
  const { x, y, width, height } = middleOf(bitmap.width, bitmap.height, size);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, x, y, width, height, 0, 0, size.width, size.height);
  bitmap.close();
  return paperFromRgba(pen.getImageData(0, 0, size.width, size.height).data, size);
}
