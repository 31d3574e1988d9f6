import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { beginPainting, endPainting, usePainting } from '@/masks/painting';
import { look, stepSample, useLooking } from '@/state/looking';
import { MASKING, mask, useMasking } from '@/state/masking';
import { scene } from '../paint/scenes';

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => callback());
  look({ part: 'test', index: 2, drawing: false, drawn: null });
  mask({ ...MASKING, tool: 'mask' });
});
afterEach(() => {
  endPainting();
  vi.unstubAllGlobals();
});

const begin = () => beginPainting(scene({ image: [1, 2, 3], truth: [0, 1, 0] }), 31);

it('begins with the image that is shown and its mask', () => {
  const { bytes, mask: truth, source } = begin().paper();
  expect([[...bytes], [...truth], source]).toEqual([[1, 2, 3], [0, 1, 0], 31]);
  expect(useMasking.getState()).toMatchObject({ ownImage: null, ownTruth: null });
});

it('lets network and canvas look at what is painted', () => {
  begin().paintImage([0.5, 0.5], [0.5, 0.5], 1, [255]);
  expect(useLooking.getState()).toMatchObject({ drawing: true, drawn: { bytes: 3 } });
  expect(useMasking.getState().ownImage).not.toBeNull();
  expect(useMasking.getState().ownTruth).toBe(btoa('\0\x01\0'));
});

it('changes nothing on the canvas while only the mask is painted', () => {
  begin().paintMask([0.5, 0.5], [0.5, 0.5], 0.5, 1);
  expect(useLooking.getState()).toMatchObject({ drawing: false, drawn: null });
  expect(useMasking.getState()).toMatchObject({ ownImage: null, ownTruth: btoa('\x01\x01\0') });
});

it('ends when another image is chosen, and keeps the tool: the data hold again', () => {
  begin().paintMask([0.5, 0.5], [0.5, 0.5], 0.5, 1);
  stepSample(1);
  expect(usePainting.getState().board).toBeNull();
  expect(useMasking.getState()).toMatchObject({ ownImage: null, ownTruth: null, tool: 'mask' });
});
