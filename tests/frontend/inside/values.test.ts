import { describe, expect, it } from 'vitest';
import { chosenTelling } from '@/inside/ChosenLine';
import { spokenOf } from '@/inside/UnitTag';
import { dropOf } from '@/inside/UnitTags';
import { countIn, isFrameOf, unitNumbers } from '@/inside/values';
import { createTensors } from '@/live/tensors';
import type { NetworkSpec } from '@/protocol/names';
import { frame } from '../live/frame';

function world() {
  const tensors = createTensors();
  const data = {
    h1: new Float32Array([0.5, -1]),
    'h1:sum': new Float32Array([0.6, -2]),
    'drop:dropped': new Uint8Array([0, 1]),
    said: new Float32Array([0.25]),
    target: new Float32Array([1]),
  };
  const values = {
    ...frame('values', { data }),
    meta: { part: 'train', index: 4, step: false, loss: 1.5, point: [1, -2] },
  };
  tensors.put(values);
  tensors.put(frame('data', { data: { 'test.xy': new Float32Array(6) } }));
  return { tensors, values };
}

it('knows the dropout that silences a node’s units: itself, or the one that reads it', () => {
  const dense = (id: string) => ({
    kind: 'dense' as const,
    id,
    units: 2,
    activation: 'tanh',
    bias: true,
    initialiser: 'he',
  });
  const network: NetworkSpec = {
    nodes: [{ kind: 'input', id: 'in' }, dense('h1'), { kind: 'dropout', id: 'drop', rate: 0.5 }, dense('out')],
    edges: [
      ['in', 'h1'],
      ['h1', 'drop'],
      ['drop', 'out'],
    ],
  };
  expect(['in', 'h1', 'drop', 'out'].map((id) => dropOf(network, id))).toEqual([null, 'drop', 'drop', null]);
});

describe('the numbers of one sample', () => {
  it('are found for every unit', () => {
    const { tensors } = world();
    const at = { node: 'h1', unit: 1, drop: 'drop' };
    expect(unitNumbers(tensors, 'r', at)).toEqual({ sum: -2, value: -1, dropped: true });
    expect(unitNumbers(tensors, 'r', { ...at, unit: 0 })).toMatchObject({ value: 0.5, dropped: false });
    expect(unitNumbers(tensors, 'r', { ...at, unit: 2 })).toBeNull();
    expect(unitNumbers(tensors, 'r', { ...at, node: 'h9' })).toBeNull();
  });

  it('never stand beside the name of another sample', () => {
    const { values } = world();
    expect(isFrameOf(values, { kind: 'values', part: 'train', index: 4 })).toBe(true);
    expect(isFrameOf(values, { kind: 'values', part: 'train', index: 5 })).toBe(false);
    expect(isFrameOf(values, { kind: 'values', part: null })).toBe(false);
    expect(isFrameOf(values, null)).toBe(false);
    expect(
      isFrameOf({ ...values, meta: { part: 'train', index: 4, step: true } }, { kind: 'values', part: null }),
    ).toBe(true);
  });

  it('are told in words', () => {
    const { tensors, values } = world();
    expect(chosenTelling(values)).toBe(' at (1.0, −2.0): says 0.25, should be 1.00, loss 1.50. Esc lets go');
    expect(spokenOf(null)).toBe('');
    expect(spokenOf({ sum: 1, value: 0.5, dropped: false })).toBe(', gives 0.50 for this sample');
    expect(spokenOf({ sum: 1, value: 0.5, dropped: true })).toBe(', dropped for this sample');
    expect(countIn(tensors, 'r', 'test')).toBe(3);
    expect(countIn(tensors, 'r', 'train')).toBeNull();
  });
});
