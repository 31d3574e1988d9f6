import { expect, it } from 'vitest';
import { magnitudeRgb, signedRgb } from '@/paint/colour';
import { contrast, readableOn } from '@/paint/contrast';

it('measures contrast as WCAG does', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
});

it('writes readably on every colour of the scales, in both themes', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (let part = -1; part <= 1; part += 0.05) {
      for (const ground of [signedRgb(part, theme), magnitudeRgb(Math.abs(part), theme)]) {
        const [red = 0, green = 0, blue = 0] = readableOn(ground).match(/\d+/g)?.map(Number) ?? [];
        expect(contrast([red, green, blue], ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
});
