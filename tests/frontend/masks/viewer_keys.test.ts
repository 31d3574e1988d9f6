import { beforeEach, expect, it } from 'vitest';
import { viewerDeed } from '@/masks/viewer_keys';
import { MASKING, mask, useMasking } from '@/state/masking';

const key = (name: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  ...{ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...held,
});

beforeEach(() => mask(MASKING));

it('goes through the images while one looks, and moves the brush while one paints', () => {
  expect(viewerDeed(key('ArrowRight'), 'look')).toEqual({ kind: 'sample', by: 1 });
  expect(viewerDeed(key('ArrowRight', { shiftKey: true }), 'look')).toEqual({ kind: 'move', dx: 1, dy: 0 });
  expect(viewerDeed(key('ArrowUp'), 'mask')).toEqual({ kind: 'move', dx: 0, dy: -1 });
});

it('leaves Play, undo and Escape to the page while one looks', () => {
  expect([' ', 'Escape', 'r'].map((name) => viewerDeed(key(name), 'look'))).toEqual([null, null, null]);
  expect(viewerDeed(key('z', { ctrlKey: true }), 'look')).toBeNull();
  expect([' ', 'Escape'].map((name) => viewerDeed(key(name), 'image')?.kind)).toEqual(['press', 'leave']);
  expect(viewerDeed(key('z', { ctrlKey: true }), 'mask')).toEqual({ kind: 'undo' });
});

it('turns layers on and off and chooses what lies over the image', () => {
  viewerDeed(key('t'), 'look');
  viewerDeed(key('o'), 'look');
  viewerDeed(key('4'), 'look');
  expect(useMasking.getState()).toMatchObject({ truth: false, prediction: true, contour: false, mode: 'errors' });
});

it('changes the size of the brush within its bounds', () => {
  viewerDeed(key(']'), 'mask');
  expect(useMasking.getState().radius).toBe(2.5);
  for (let time = 0; time < 20; time++) viewerDeed(key('['), 'mask');
  expect(useMasking.getState().radius).toBe(0.5);
});
