import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, decodeFrames, FrameError, numbersOf } from '@/protocol/frames';
import { bytesOf, type FrameParts } from './encode';

const golden = join(import.meta.dirname, '../../protocol/golden');
const names = readdirSync(golden).flatMap((file) => (file.endsWith('.bin') ? [file.slice(0, -4)] : []));

const messageOf = (name: string): ArrayBuffer => {
  const bytes = readFileSync(join(golden, `${name}.bin`));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

describe('golden frames, written by Python', () => {
  it('are all here', () => {
    expect(names.sort()).toEqual(['inside_frames', 'no_frame', 'odd_frame', 'one_frame', 'several_frames']);
  });

  it.each(names)('%s holds what is described', (name) => {
    const expected: FrameParts[] = JSON.parse(readFileSync(join(golden, `${name}.json`), 'utf-8'));
    const frames = decodeFrames(messageOf(name));
    const found = frames.map(({ tensors, ...header }) => ({
      ...header,
      tensors: [...tensors.values()].map(({ data, ...facts }) => ({
        ...facts,
        values: Array.from(data, (value) => (Number.isFinite(value) ? value : String(value))),
      })),
    }));
    const spoken = (value: number | string) => (typeof value === 'number' ? value : name_of[value]);
    expect(found).toEqual(
      expected.map((frame) => ({
        ...frame,
        tensors: frame.tensors.map((tensor) => ({ ...tensor, values: tensor.values.map(spoken) })),
      })),
    );
  });
});

/** Python's names of what JSON cannot say, and JavaScript's. */
const name_of: Record<string, string> = { inf: 'Infinity', '-inf': '-Infinity', nan: 'NaN' };

const part: FrameParts = {
  run: 'r',
  view: 'weights',
  placement: 1,
  step: 5,
  epoch: 0.5,
  made_ms: 12.5,
  meta: {},
  tensors: [{ key: 'h1.weight', dtype: 'float32', shape: [2, 2], lo: null, hi: null, values: [1, -2, 0.5, 0] }],
};

describe('decodeFrames', () => {
  it('makes views into the message, no copies', () => {
    const message = bytesOf([part]);
    const tensor = decodeFrames(message)[0]?.tensors.get('h1.weight');
    expect(tensor?.data.buffer).toBe(message);
    expect(numbersOf(tensor)).toEqual(new Float32Array([1, -2, 0.5, 0]));
    expect(codesOf(tensor)).toBeUndefined();
  });

  it('gives back what was put in', () => {
    const values = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 });
    const tensors = fc.uniqueArray(
      fc.record({ key: fc.string(), dtype: fc.constantFrom('uint8' as const, 'int32' as const), values }),
      { selector: ({ key }) => key, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(fc.record({ run: fc.string(), tensors }), { maxLength: 4 }), (given) => {
        const frames = given.map(({ run, tensors: some }) => ({
          ...part,
          run,
          tensors: some.map((one) => ({ ...one, shape: [one.values.length], lo: null, hi: null })),
        }));
        const read = decodeFrames(bytesOf(frames));
        expect(read.map(({ run }) => run)).toEqual(frames.map(({ run }) => run));
        expect(read.map((frame) => [...frame.tensors.values()].map(({ key, data }) => [key, ...data]))).toEqual(
          frames.map((frame) => frame.tensors.map(({ key, values: numbers }) => [key, ...numbers])),
        );
      }),
    );
  });

  it.each([
    ['a few bytes', new ArrayBuffer(5), '5 bytes left at 0; a frame starts with 8'],
    ['a frame cut short', bytesOf([part]).slice(0, -8), 'says it ends at'],
    [
      'a length that is no multiple of 8',
      new Uint8Array([4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]).buffer,
      'says it ends at',
    ],
    ['a header that is no JSON', new Uint8Array([8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]).buffer, 'is no JSON'],
    ['a header without a run', bytesOf([{ ...part, run: null }]), 'lacks a field'],
    [
      'an unknown dtype',
      bytesOf([{ ...part, tensors: [{ ...tensorOf(part), dtype: 'float64' }] }]),
      "'h1.weight' is float64",
    ],
    [
      'a shape beyond the frame',
      bytesOf([{ ...part, tensors: [{ ...tensorOf(part), shape: [9] }] }]),
      'outside its frame',
    ],
    ['a negative size', bytesOf([{ ...part, tensors: [{ ...tensorOf(part), shape: [-1] }] }]), 'no key or no shape'],
  ])('refuses %s', (_, message, words) => {
    expect(() => decodeFrames(message)).toThrow(FrameError);
    expect(() => decodeFrames(message)).toThrow(words);
  });

  it('answers any damage with a FrameError or a whole frame, never with another error', () => {
    const whole = new Uint8Array(bytesOf([part]));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const damaged = whole.slice(0, length);
        if (at < length) damaged[at] = byte;
        try {
          decodeFrames(damaged.buffer);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function tensorOf(frame: FrameParts): FrameParts['tensors'][number] {
  const [tensor] = frame.tensors;
  if (!tensor) throw new Error('the frame of this test has a tensor');
  return tensor;
}
