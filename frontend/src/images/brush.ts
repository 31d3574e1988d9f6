/** An image that is drawn on: uint8 `(height, width, channels)`. */
export interface Paper {
  readonly bytes: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A colour with one number, 0 to 255, per channel. */
export type Tint = readonly number[];

/** An empty paper: black. */
export const blankPaper = (height: number, width: number, channels: number): Paper => ({
  bytes: new Uint8Array(height * width * channels),
  height,
  width,
  channels,
});

/** A paper of one's own with the same image. */
export const copyPaper = (paper: Paper): Paper => ({ ...paper, bytes: paper.bytes.slice() });

/** Turns dark into light. */
export function invert(paper: Paper): void {
  const { bytes } = paper;
  for (let i = 0; i < bytes.length; i++) bytes[i] = 255 - (bytes[i] ?? 0);
}

/** How far a place is from a line, all in pixels. */
function distance(px: number, py: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / length));
  return Math.hypot(px - x0 - along * dx, py - y0 - along * dy);
}

/**
 * Draws a line of round brush marks from one place to another. Pixel (row r, column c) has its middle at
 * (c + 0.5, r + 0.5); its edge is soft over one pixel, as on scanned digits.
 *
 * A pixel moves towards `tint` by the share of it that the brush covers, and never back: strokes may cross.
 */
export function drawStroke(
  paper: Paper,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  radius: number,
  tint: Tint,
): void {
  const { bytes, height, width, channels } = paper;
  const reach = radius + 0.5;
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(from[0], to[0]) + reach));
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(from[1], to[1]) + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const away = distance(column + 0.5, row + 0.5, from[0], from[1], to[0], to[1]);
      const cover = Math.min(1, Math.max(0, radius + 0.5 - away));
      if (cover > 0) mixInto(bytes, (row * width + column) * channels, channels, tint, cover);
    }
  }
}

/** A soft edge lightens for a light tint and darkens for a dark one, and never undoes what is there already. */
function mixInto(bytes: Uint8Array, at: number, channels: number, tint: Tint, cover: number): void {
  for (let channel = 0; channel < channels; channel++) {
    const before = bytes[at + channel] ?? 0;
    const wanted = tint[channel] ?? tint[0] ?? 0;
    if (cover >= 1) bytes[at + channel] = wanted;
    else if (wanted > 127) bytes[at + channel] = Math.max(before, Math.round(cover * wanted));
    else bytes[at + channel] = Math.min(before, Math.round(255 - cover * (255 - wanted)));
  }
}

const CHUNK = 0x2000;

/** Bytes as base64, as the wire takes images. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
