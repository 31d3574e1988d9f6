import { divergingTable, sequentialTable, type Theme } from './colour';
import type { PictureCanvas } from './picture';

/** How numbers become colours: signed ones on the diverging scale, others from nothing to `reach`. */
export interface MapLook {
  readonly reach: number;
  readonly signed: boolean;
  readonly theme: Theme;
}

/** Every `step`-th number from `first` on, as pixels of `columns` a row. */
export function fillSigned(
  pixels: Uint32Array,
  values: Float32Array,
  { first = 0, step = 1 }: { first?: number; step?: number },
  { reach, signed, theme }: MapLook,
): void {
  const shades = signed ? divergingTable(theme) : sequentialTable(theme);
  const [zero, top] = signed ? [127, 127] : [0, 255];
  for (let i = 0; i < pixels.length; i++) {
    const part = reach > 0 ? (values[first + i * step] ?? 0) / reach : 0;
    pixels[i] = shades[Math.round(zero + top * Math.min(1, Math.max(signed ? -1 : 0, part)))] ?? 0;
  }
}

/** Numbers on a canvas, a pixel each, that CSS scales up. */
export function paintSigned(
  canvas: PictureCanvas,
  values: Float32Array,
  at: { rows: number; columns: number; first?: number; step?: number },
  look: MapLook,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  if (canvas.width !== at.columns) canvas.width = at.columns;
  if (canvas.height !== at.rows) canvas.height = at.rows;
  const image = context.createImageData(at.columns, at.rows);
  fillSigned(new Uint32Array(image.data.buffer), values, at, look);
  context.putImageData(image, 0, 0);
}
