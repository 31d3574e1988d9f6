import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { decodeSpec, encodeSpec } from '@/editor/link';
import { anyChange } from './edits';

describe('links', () => {
  it('carry every set-up there and back', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 20 }), (changes) => {
        const spec = changes.reduce((before, change) => applyChange(before, change), DEFAULT_SPEC);
        expect(decodeSpec(`#${encodeSpec(spec)}`)).toEqual({ spec, unread: [] });
      }),
    );
  });

  it('can be read by people', () => {
    expect(encodeSpec(DEFAULT_SPEC)).toBe(
      'data=circles&net=4.tanh,3.tanh&out=sigmoid&opt=sgd&lr=0.03&loss=binary_cross_entropy',
    );
  });

  it('survive any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => encodeSpec(decodeSpec(text).spec)).not.toThrow();
      }),
    );
  });

  it('survive any value of a key they know', () => {
    const key = fc.constantFrom('data', 'classes', 'n', 'noise', 'features', 'net', 'out', 'opt', 'lr', 'loss', 'seed');
    fc.assert(
      fc.property(key, fc.string(), (name, text) => {
        const value = text.replaceAll('&', '');
        const { spec } = decodeSpec(`${name}=${value}`);
        expect(decodeSpec(encodeSpec(spec))).toEqual({ spec, unread: [] });
      }),
    );
  });

  it('name what could not be read and use the default for it', () => {
    const { spec, unread } = decodeSpec('data=xor&lr=fast&net=4.tanh,99.relu&colour=red');
    expect(unread).toEqual(['lr', 'net', 'colour']);
    expect(spec.data.kind).toBe('xor');
    expect(spec.network).toEqual(DEFAULT_SPEC.network);
  });

  it('accept only kinds the server knows', () => {
    expect(decodeSpec('data=donut', { datasets: ['circles'] }).unread).toEqual(['data']);
    expect(decodeSpec('net=2.swish', { activations: ['tanh'] }).unread).toEqual(['net']);
  });

  it('refuse a split that leaves nothing to train on', () => {
    const { spec, unread } = decodeSpec('val=0.8&test=0.8');
    expect(unread).toEqual(['val', 'test']);
    expect(spec.data.test_fraction).toBe(DEFAULT_SPEC.data.test_fraction);
  });
});
