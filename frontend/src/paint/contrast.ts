import { css } from './colour';
import type { Rgb } from './oklab';

const DARK: Rgb = [0, 0, 0];
const LIGHT: Rgb = [255, 255, 255];

/** Relative luminance, 0 to 1 (WCAG 2). */
export function luminance([red, green, blue]: Rgb): number {
  const [r, g, b] = [red, green, blue].map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** How well one colour can be told from another: 1 to 21 (WCAG 2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The colour of text that is read best on this ground, for CSS. */
export const readableOn = (ground: Rgb): string =>
  css(contrast(DARK, ground) >= contrast(LIGHT, ground) ? DARK : LIGHT);
