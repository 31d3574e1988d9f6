import { overImage } from './mask_pixels';
import { fillPicture, type PictureCanvas } from './picture';

/** How strongly a class is coloured inside and along its rim. */
const [INSIDE, RIM] = [0.22, 0.95];

/** Where masks of `height` × `width` class numbers begin. */
export interface MaskAt {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

const mixed = (low: number, high: number, part: number): number => Math.round(low * (1 - part) + high * part);

/** Colours the classes of a mask over the pixels of its image: their rims clearly, what is inside faintly. */
export function fillOutlined(pixels: Uint32Array, { bytes, offset }: MaskAt, height: number, width: number): void {
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 || row >= height || column >= width ? -1 : (bytes[offset + row * width + column] ?? 0);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const own = at(row, column);
      if (own <= 0) continue;
      const rim =
        at(row - 1, column) !== own ||
        at(row + 1, column) !== own ||
        at(row, column - 1) !== own ||
        at(row, column + 1) !== own;
      const [red, green, blue] = overImage(own);
      const part = rim ? RIM : INSIDE;
      const below = pixels[row * width + column] ?? 0;
      pixels[row * width + column] =
        ((255 << 24) |
          (mixed((below >> 16) & 255, blue, part) << 16) |
          (mixed((below >> 8) & 255, green, part) << 8) |
          mixed(below & 255, red, part)) >>>
        0;
    }
  }
}

/** Fills pixels with the colours of a mask alone; the first class is black. */
export function fillClasses(pixels: Uint32Array, { bytes, offset }: MaskAt): void {
  for (let i = 0; i < pixels.length; i++) {
    const own = bytes[offset + i] ?? 0;
    const [red, green, blue] = own === 0 ? [18, 18, 18] : overImage(own);
    pixels[i] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

export interface MaskedImage {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly mask: MaskAt | null;
}

/** Shows an image with the outline of its mask; `pair` puts the mask beside it instead. */
export function createMaskedPicture(canvas: PictureCanvas, pair = false): (image: MaskedImage) => void {
  const context = canvas.getContext('2d');
  return ({ bytes, offset, height, width, channels, mask }) => {
    if (!context || width < 1 || height < 1) return;
    const beside = pair && mask !== null;
    if (canvas.width !== (beside ? 2 : 1) * width) canvas.width = (beside ? 2 : 1) * width;
    if (canvas.height !== height) canvas.height = height;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    fillPicture(pixels, bytes, offset, channels);
    if (mask && !beside) fillOutlined(pixels, mask, height, width);
    context.putImageData(image, 0, 0);
    if (!mask || !beside) return;
    const other = context.createImageData(width, height);
    fillClasses(new Uint32Array(other.data.buffer), mask);
    context.putImageData(other, width, 0);
  };
}
