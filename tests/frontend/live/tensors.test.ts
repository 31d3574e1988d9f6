import { describe, expect, it } from 'vitest';
import { createTensors } from '@/live/tensors';
import { frame } from './frame';

describe('createTensors', () => {
  it('keeps the latest frame of every view of every run', () => {
    const tensors = createTensors();
    tensors.put(frame('units', { data: { h1: Uint8Array.of(1) } }));
    tensors.put(frame('units', { data: { h1: Uint8Array.of(2) } }));
    tensors.put(frame('units', { run: 'other', data: { h1: Uint8Array.of(3) } }));
    tensors.put(frame('weights', { data: { 'h1.bias': Float32Array.of(0.5) } }));
    expect(tensors.codes('r', 'units', 'h1')).toEqual(Uint8Array.of(2));
    expect(tensors.codes('other', 'units', 'h1')).toEqual(Uint8Array.of(3));
    expect(tensors.numbers('r', 'weights', 'h1.bias')).toEqual(Float32Array.of(0.5));
    expect(tensors.numbers('r', 'units', 'h1')).toBeUndefined();
    expect(tensors.codes('r', 'units', 'h9')).toBeUndefined();
  });

  it('gives every frame a new version, and none to a view without one', () => {
    const tensors = createTensors();
    expect(tensors.version('r', 'units')).toBe(0);
    tensors.put(frame('units'));
    const first = tensors.version('r', 'units');
    tensors.put(frame('weights'));
    expect(tensors.version('r', 'units')).toBe(first);
    tensors.put(frame('units'));
    expect(tensors.version('r', 'units')).toBeGreaterThan(first);
  });

  it('never repeats a version, also after a run was dropped and came back', () => {
    const tensors = createTensors();
    tensors.put(frame('units'));
    const before = tensors.version('r', 'units');
    tensors.drop('r');
    expect(tensors.get('r', 'units')).toBeUndefined();
    tensors.put(frame('units'));
    expect(tensors.version('r', 'units')).not.toBe(before);
  });

  it('drops frames of a placement that was replaced', () => {
    const tensors = createTensors();
    expect(tensors.put(frame('units', { placement: 2 }))).toBe(true);
    expect(tensors.put(frame('units', { placement: 1 }))).toBe(false);
    tensors.place('r', 3);
    expect(tensors.put(frame('weights', { placement: 2 }))).toBe(false);
    expect(tensors.put(frame('weights', { placement: 3 }))).toBe(true);
    expect(tensors.put(frame('weights', { run: 'other', placement: 1 }))).toBe(true);
  });
});
