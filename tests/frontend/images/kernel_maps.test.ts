import { describe, expect, it } from 'vitest';
import {
  deadFilters,
  deadTelling,
  fillKernels,
  type KernelNumbers,
  kernelAt,
  kernelRoom,
  kernelSheet,
  kernelsIn,
} from '@/images/kernel_maps';
import { codeValue } from '@/paint/scale';
import { frame } from '../live/frame';

/** Two filters of 2 × 3 over two inputs; a number tells its place: row, column, input, filter. */
const kernels: KernelNumbers = {
  rows: 2,
  columns: 3,
  inputs: 2,
  filters: 2,
  weight: Float32Array.from({ length: 24 }, (_, at) => {
    const [filter, input, cell] = [at % 2, Math.floor(at / 2) % 2, Math.floor(at / 4)];
    return 1000 * (Math.floor(cell / 3) + 1) + 100 * (cell % 3) + 10 * input + filter;
  }),
  activity: Float32Array.of(0.5, 0),
};

describe('kernelsIn', () => {
  it('reads convolutions on images and on sequences, and nothing else', () => {
    const made = (shape: number[]) => {
      const one = frame('kernels:c', {
        data: { 'c.weight': new Float32Array(24), activity: kernels.activity ?? new Float32Array(0) },
      });
      const tensor = one.tensors.get('c.weight');
      return {
        ...one,
        tensors: new Map([...one.tensors, ...(tensor ? [['c.weight', { ...tensor, shape }] as const] : [])]),
      };
    };
    expect(kernelsIn(made([2, 3, 2, 2]), 'c')).toMatchObject({ rows: 2, columns: 3, inputs: 2, filters: 2 });
    expect(kernelsIn(made([6, 2, 2]), 'c')).toMatchObject({ rows: 1, columns: 6, inputs: 2, filters: 2 });
    expect(kernelsIn(made([12, 2]), 'c')).toBeNull();
    expect(kernelsIn(undefined, 'c')).toBeNull();
  });
});

it('finds a number by filter, input, row and column', () => {
  expect(kernelAt(kernels, 1, 0, 0, 2)).toBe(1201);
  expect(kernelAt(kernels, 0, 1, 1, 0)).toBe(2010);
});

describe('fillKernels', () => {
  it('keeps every number, within half a code, at its place on the sheet', () => {
    const sheet = kernelSheet(kernels);
    const room = kernelRoom(sheet);
    fillKernels(room, kernels, sheet);
    for (let map = 0; map < sheet.layout.maps; map++) {
      const { filter, input } = sheet.at(map);
      expect(sheet.of(filter, input)).toBe(map);
      const [lo, hi] = [room.lo[map] ?? 0, room.hi[map] ?? 0];
      for (let cell = 0; cell < 6; cell++) {
        const shown = codeValue(room.codes[6 * map + cell] ?? 0, lo, hi);
        const meant = kernelAt(kernels, filter, input, Math.floor(cell / 3), cell % 3);
        expect(Math.abs(shown - meant)).toBeLessThanOrEqual((hi - lo) / 510 + 1e-3);
      }
    }
  });

  it('lies as one row per filter, or side by side where there is one input only', () => {
    expect(kernelSheet(kernels).layout).toMatchObject({ columns: 2, rows: 2 });
    expect(kernelSheet({ rows: 5, columns: 5, inputs: 1, filters: 6 }).layout).toMatchObject({ columns: 3, rows: 2 });
  });
});

it('names dead filters, counted from 1', () => {
  expect(deadFilters(kernels)).toEqual([1]);
  expect(deadTelling([1], 2)).toMatch(/^Filter 2 is dead: it answers 0 to every image/);
  expect(deadTelling([0, 3], 8)).toMatch(/^2 of 8 filters are dead \(1, 4\)/);
  expect(deadTelling([], 8)).toBe('');
});
