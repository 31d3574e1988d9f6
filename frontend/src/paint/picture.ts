/** The pixels of an image as a screen shows it: one channel is grey, three are red, green and blue. */

/** Writes `(height, width, channels)` uint8 from `offset` on into pixels of an ImageData. */
export function fillPicture(pixels: Uint32Array, bytes: Uint8Array, offset: number, channels: number): void {
  let at = offset;
  for (let i = 0; i < pixels.length; i++, at += channels) {
    const red = bytes[at] ?? 0;
    const green = channels >= 3 ? (bytes[at + 1] ?? 0) : red;
    const blue = channels >= 3 ? (bytes[at + 2] ?? 0) : red;
    pixels[i] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/** What a picture needs of its canvas. */
export interface PictureCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): Pick<CanvasRenderingContext2D, 'createImageData' | 'putImageData'> | null;
}

/** An image on a canvas of its own size, that CSS scales up. */
export interface Picture {
  paint(bytes: Uint8Array, offset: number, height: number, width: number, channels: number): void;
}

/** Shows images on `canvas`; its pixels are made once per size. */
export function createPicture(canvas: PictureCanvas): Picture {
  const context = canvas.getContext('2d');
  let image: ImageData | undefined;
  let pixels = new Uint32Array(0);
  return {
    paint(bytes, offset, height, width, channels) {
      if (!context || width < 1 || height < 1) return;
      if (image?.width !== width || image.height !== height || canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        image = context.createImageData(width, height);
        pixels = new Uint32Array(image.data.buffer);
      }
      fillPicture(pixels, bytes, offset, channels);
      context.putImageData(image, 0, 0);
    },
  };
}
