import { divergingTable, sequentialTable, type Theme } from './colour';

/** What shares one colour scale: every map has its own, all maps of a layer, or all maps of the network. */
export type ScaleOver = 'unit' | 'layer' | 'network';

/** Maps as the wire brings them: `lo` and `hi` are the values of code 0 and of code 255, map by map. */
export interface Coded {
  readonly codes: Uint8Array;
  readonly lo: Float32Array;
  readonly hi: Float32Array;
}

/** Whether values below zero come up: then the diverging colours are used, else the sequential ones. */
export function isSigned(lo: Float32Array): boolean {
  for (let i = 0; i < lo.length; i++) if ((lo[i] ?? 0) < 0) return true;
  return false;
}

/** The largest absolute value between `lo` and `hi`, of map `index` or of all. */
export function reachOver(lo: Float32Array, hi: Float32Array, index?: number): number {
  if (index !== undefined) return Math.max(Math.abs(lo[index] ?? 0), Math.abs(hi[index] ?? 0));
  let reach = 0;
  for (let i = 0; i < lo.length; i++) reach = Math.max(reach, Math.abs(lo[i] ?? 0), Math.abs(hi[i] ?? 0));
  return reach;
}

/**
 * Writes the pixels of codes 0 to 255 into `table`: the value of a code is between `lo` and `hi`, and `reach` has the
 * strongest colour. Zero is always the colour of the ground. Nothing is allocated.
 */
export function fillScale(
  table: Uint32Array,
  lo: number,
  hi: number,
  reach: number,
  signed: boolean,
  theme: Theme,
): void {
  const shades = signed ? divergingTable(theme) : sequentialTable(theme);
  const zero = signed ? 127 : 0;
  const top = signed ? 127 : 255;
  const step = (hi - lo) / 255;
  for (let code = 0; code < 256; code++) {
    const part = reach > 0 ? (lo + step * code) / reach : 0;
    table[code] = shades[Math.round(zero + top * Math.min(1, Math.max(signed ? -1 : 0, part)))] ?? 0;
  }
}

/** The value that a code stands for. */
export const codeValue = (code: number, lo: number, hi: number): number => lo + ((hi - lo) * code) / 255;
