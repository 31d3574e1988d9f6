/** Images one after the other, uint8 `(count, height, width, channels)`. */
export interface Pictures {
  bytes: Uint8Array;
  count: number;
  height: number;
  width: number;
  channels: number;
  /** A class number for each pixel, uint8 `(count, height, width)`, of sets with masks. */
  masks?: Uint8Array;
}

/** The first `side * side` images as one image, row after row; black where there are fewer. */
export function mosaic(
  { bytes, count, height, width, channels }: Pictures,
  side: number,
): Omit<Pictures, 'count' | 'masks'> {
  const all = new Uint8Array(side * side * height * width * channels);
  const line = width * channels;
  for (let k = 0; k < Math.min(count, side * side); k++) {
    const [down, across] = [Math.floor(k / side), k % side];
    for (let row = 0; row < height; row++) {
      const from = (k * height + row) * line;
      all.set(bytes.subarray(from, from + line), ((down * height + row) * side + across) * line);
    }
  }
  return { bytes: all, height: side * height, width: side * width, channels };
}

/** Bytes out of base64. */
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
