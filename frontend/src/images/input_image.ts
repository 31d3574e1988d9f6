import { codeValue } from '@/paint/scale';
import type { Paper } from './brush';
import type { NodeMaps } from './reading';

/**
 * The image that the input node was given, from its maps: bytes `(height, width, channels)`, written into `paper` where that
 * has the size already. Null where the input is no image.
 */
export function inputImage(maps: NodeMaps | null, paper: Paper | null): Paper | null {
  const [channels = 0, height = 0, width = 0] = maps?.shape ?? [];
  if (maps?.shape.length !== 3) return null;
  const size = height * width;
  const fits = paper?.height === height && paper.width === width && paper.channels === channels;
  const image = fits ? paper : { bytes: new Uint8Array(size * channels), height, width, channels };
  for (let channel = 0; channel < channels; channel++) {
    const [lo, hi] = [maps.lo[channel] ?? 0, maps.hi[channel] ?? 1];
    for (let i = 0; i < size; i++) {
      const value = codeValue(maps.codes[channel * size + i] ?? 0, lo, hi);
      image.bytes[i * channels + channel] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return image;
}
