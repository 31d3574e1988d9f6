import { describe, expect, it } from 'vitest';
import {
  flatImage,
  flatReaders,
  gridOf,
  inputAt,
  knobAngle,
  notch,
  productOf,
  sumOf,
  turned,
  weightsOf,
} from '@/images/flat_weights';
import { createHandTurned } from '@/images/hand_turned';
import { keyTurn } from '@/images/KnobGrid';
import { divergingTable } from '@/paint/colour';
import { fillSigned } from '@/paint/signed_map';
import type { DenseNode, NetworkSpec } from '@/protocol/names';

const dense = (id: string, units: number): DenseNode => ({
  ...{ kind: 'dense', id, units, activation: 'step', bias: true, initialiser: 'zeros' },
});
const network: NetworkSpec = {
  nodes: [{ kind: 'input', id: 'in' }, { kind: 'flatten', id: 'flat' }, dense('h', 3), dense('out', 1)],
  edges: [
    ['in', 'flat'],
    ['flat', 'h'],
    ['h', 'out'],
  ],
};

describe('flatReaders', () => {
  it('finds dense layers that read an image laid out flat, and the image', () => {
    expect(flatReaders(network).map(({ node, source }) => [node.id, source])).toEqual([['h', 'in']]);
    expect(flatReaders({ nodes: network.nodes, edges: [['in', 'h']] })).toEqual([]);
  });
});

describe('a unit over an image', () => {
  const grid = gridOf([2, 3, 2]);
  if (!grid) throw new Error('a shape of three is a grid');

  it('has its weights in the order in which an image is laid out flat: channel by channel of each pixel', () => {
    expect(gridOf([4])).toBeNull();
    expect(gridOf(undefined)).toBeNull();
    // The arrangement written out: y[(u·w + v)·c' + c] = x[u, v, c].
    for (const [row, column, channel] of [
      [0, 0, 1],
      [0, 2, 0],
      [1, 1, 1],
    ] as const)
      expect(inputAt(grid, row * 3 + column, channel)).toBe((row * 3 + column) * 2 + channel);
    const all = Float32Array.from({ length: 24 }, (_, index) => index);
    expect([...(weightsOf(all, grid, { units: 2, unit: 1 }) ?? [])].slice(0, 3)).toEqual([1, 3, 5]);
    expect(weightsOf(all.slice(1), grid, { units: 2, unit: 1 })).toBeNull();
    expect(weightsOf(undefined, grid, { units: 2, unit: 1 })).toBeNull();
  });

  it('adds up input times weight over all channels', () => {
    // Two maps of 2 × 3, each with a range of its own.
    const codes = Uint8Array.from([0, 255, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0]);
    const maps = { codes, lo: Float32Array.of(0, -1), hi: Float32Array.of(1, 1), shape: [2, 2, 3] };
    const image = flatImage(maps, grid);
    expect([...(image ?? [])]).toEqual([0, 1, 1, -1, 0, -1, 0, -1, 0, -1, 1, -1]);
    const weights = Float32Array.from({ length: 12 }, (_, index) => index);
    const products = productOf(image ?? new Float32Array(), weights);
    expect(sumOf(products)).toBe(1 + 2 - 3 - 5 - 7 - 9 + 10 - 11);
    expect(flatImage({ ...maps, shape: [2, 3, 2] }, grid)).toBeNull();
    expect(flatImage(null, grid)).toBeNull();
  });
});

describe('knobs', () => {
  it('turn with a pull, further on a larger scale', () => {
    expect(turned(0.2, 60, 0.4)).toBeCloseTo(0.4);
    expect(turned(0.2, -60, 0.4)).toBeCloseTo(0);
    expect(turned(0, 120, 0)).toBeGreaterThan(0);
    expect(notch(0.4)).toBeCloseTo(0.04);
    expect([knobAngle(0, 0), knobAngle(0.2, 0.4), knobAngle(-9, 0.4)]).toEqual([0, 67.5, -135]);
  });

  it('turn by keys, and leave the arrows to the cursor', () => {
    const key = (name: string, shiftKey = false) => keyTurn({ key: name, shiftKey });
    expect([key('+'), key('ArrowUp', true), key('-'), key('ArrowDown', true), key('0')]).toEqual([1, 1, -1, -1, 0]);
    expect([key('ArrowUp'), key('x')]).toEqual([null, null]);
  });

  it('show what the hand set until the network answers', () => {
    let now = 0;
    const hand = createHandTurned(() => now);
    const learned = Float32Array.of(1, 2);
    expect(hand.over(learned)).toBe(learned);
    const before = hand.version();
    hand.turn(1, 5);
    expect([...hand.over(learned)]).toEqual([1, 5]);
    expect(hand.version()).toBeGreaterThan(before);
    const turnedOnce = hand.version();
    now = 10_000;
    expect(hand.version()).toBeGreaterThan(turnedOnce);
    expect(hand.over(learned)).toBe(learned);
  });
});

describe('fillSigned', () => {
  it('has the ground in the middle and the strongest colours at the ends, one channel at a time', () => {
    const pixels = new Uint32Array(3);
    const table = divergingTable('light');
    const values = Float32Array.of(9, -2, 9, 0, 9, 4);
    fillSigned(pixels, values, { first: 1, step: 2 }, { reach: 2, signed: true, theme: 'light' });
    expect([...pixels]).toEqual([table[0], table[127], table[254]]);
  });
});
