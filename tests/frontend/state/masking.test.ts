import { expect, it } from 'vitest';
import { dragged, MASKING, mask, maskingVersion } from '@/state/masking';

it('widens the window to the right and brightens downwards', () => {
  const whole = { window: 255, level: 127.5 };
  expect(dragged(whole, 20, 0)).toEqual({ window: 275, level: 128 });
  expect(dragged(whole, 0, 30)).toEqual({ window: 255, level: 98 });
});

it('never closes the window, nor leaves the greys', () => {
  expect(dragged({ window: 50, level: 10 }, -500, 500)).toEqual({ window: 4, level: 0 });
});

it('counts changes for painters', () => {
  const before = maskingVersion();
  mask({ opacity: 0.7 });
  expect(maskingVersion()).toBe(before + 1);
  mask(MASKING);
});
