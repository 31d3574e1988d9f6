import { css, type Theme } from './colour';
import type { Rgb } from './oklab';

/**
 * Colours of runs that are compared: far from each other for every sort of eyes, and dark (or light) enough on the ground.
 * They are none of the colours of signed values and classes, which mean something else.
 */
const COLOURS: Readonly<Record<Theme, readonly Rgb[]>> = {
  light: [
    [29, 28, 25],
    [81, 148, 196],
    [148, 146, 0],
    [73, 16, 255],
    [100, 81, 55],
    [0, 0, 143],
  ],
  dark: [
    [239, 237, 231],
    [146, 173, 255],
    [208, 170, 0],
    [151, 66, 255],
    [210, 49, 92],
    [255, 255, 0],
  ],
};

/** Four dashes for six colours: twelve runs differ in both together. */
const DASHES: readonly number[][] = [[], [8, 3], [2, 3], [9, 3, 2, 3]];

/** How many colours there are before they come again. */
export const RUN_COLOURS = COLOURS.light.length;

export function runRgb(number: number, theme: Theme): Rgb {
  return COLOURS[theme][number % RUN_COLOURS] ?? [0, 0, 0];
}

/** The colour of the curve of a run, the first being 0, for CSS. */
export const runColour = (number: number, theme: Theme): string => css(runRgb(number, theme));

/** The dash of the curve of a run. */
export const runDash = (number: number): number[] => DASHES[number % DASHES.length] ?? [];

/** What a run is called where there is no room for its title: A, B, C … */
export const runLetter = (number: number): string => String.fromCharCode(65 + (number % 26));
