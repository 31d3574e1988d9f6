import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeAfter, runsOf, withCorrection } from '@/masks/runs';

it('writes a mask as runs, as the server reads them', () => {
  expect(runsOf(Uint8Array.of(0, 0, 1, 1, 1, 0, 2))).toBe('0*2 1*3 0*1 2*1');
  expect(runsOf(new Uint8Array(4096))).toBe('0*4096');
});

it('loses nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 80 }), (pixels) => {
      const runs = runsOf(Uint8Array.from(pixels));
      expect(runs).toMatch(/^\d{1,3}\*\d{1,7}( \d{1,3}\*\d{1,7})*$/);
      const read = runs.split(' ').flatMap((run) => {
        const [number = 0, length = 0] = run.split('*').map(Number);
        return new Array<number>(length).fill(number);
      });
      expect(read).toEqual(pixels);
    }),
  );
});

it('keeps the last correction of an image', () => {
  const before = [
    { source: 4, mask: '0*4' },
    { source: 7, mask: '0*4' },
  ];
  expect(withCorrection(before, { source: 4, mask: '1*4' })).toEqual([
    { source: 7, mask: '0*4' },
    { source: 4, mask: '1*4' },
  ]);
});

it('knows where a corrected image stands: last of those that train', () => {
  expect(placeAfter(80, false)).toBe(80);
  expect(placeAfter(80, true)).toBe(79);
});
