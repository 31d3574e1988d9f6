import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { decodeSetUp, encodeSetUp, encodeSetUpNow, holdsGraph, textOf, undrawn } from '@/editor/link_graph';
import { readSetUp, type SetUp, writeSetUp } from '@/editor/setup_file';
import type { ImageData, RunSpec } from '@/protocol/names';
import { afterIntents, anyIntent, RESIDUAL } from './designs';

const DIGITS: ImageData = {
  ...{ kind: 'digits28', samples: 3000, validation_fraction: 0.1, test_fraction: 0.2, seed: 3 },
  augment: [{ kind: 'rotate', degrees: 12, fill: 'reflect' }],
};
const spec: RunSpec = { ...DEFAULT_SPEC, network: RESIDUAL, data: DIGITS };
const anySetUp: fc.Arbitrary<SetUp> = fc.array(anyIntent, { maxLength: 15 }).map((intents) => {
  const { network, drawing } = afterIntents(intents);
  return { spec: { ...spec, network }, drawing };
});

describe('links to networks of any form', () => {
  it('hold the whole set-up, places and blocks included', async () => {
    await fc.assert(
      fc.asyncProperty(anySetUp, async (setUp) => {
        expect(await decodeSetUp(`#${await encodeSetUp(setUp)}`, null)).toEqual(setUp);
        expect(await decodeSetUp(encodeSetUpNow(setUp), null)).toEqual(setUp);
      }),
      { numRuns: 40 },
    );
  });

  it('are of letters that every chat passes on, and short', async () => {
    const link = await encodeSetUp(undrawn(spec));
    expect(link).toMatch(/^g=[\w-]+$/);
    expect(link.length).toBeLessThan(1000);
    expect(holdsGraph(`#${link}`)).toBe(true);
  });

  it('stay readable for stacks on points', async () => {
    expect(await encodeSetUp(undrawn(DEFAULT_SPEC))).toMatch(/^data=circles&net=/);
    const places = { in: { x: 1, y: 2 } };
    expect(await encodeSetUp({ spec: DEFAULT_SPEC, drawing: { places, blocks: [] } })).toMatch(/^g=/);
  });

  it('say that they are damaged, whatever was done to them', async () => {
    const link = await encodeSetUp(undrawn(spec));
    for (const broken of [link.slice(0, -20), `${link.slice(0, 40)}!!`, 'g=', 'g=AAAA', 'j=%%%', 'j=e30'])
      expect(await decodeSetUp(broken, null)).toEqual(expect.any(String));
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await decodeSetUp(`g=${text}`, null)).toEqual(expect.any(String));
      }),
    );
  });

  it('tell set-ups apart, whatever they hold, in one word', () => {
    expect(textOf(spec)).not.toContain(' ');
    expect(textOf(spec)).not.toBe(textOf({ ...spec, data: { ...DIGITS, samples: 3001 } }));
    expect(textOf(spec)).toBe(textOf(structuredClone(spec)));
  });
});

describe('files', () => {
  const wrong = (change: (file: { spec: RunSpec; version?: number }) => object): string => {
    const file: { spec: RunSpec } = { spec: structuredClone(spec) };
    const read = readSetUp(JSON.stringify(change(file)), null);
    return typeof read === 'string' ? read : '';
  };

  it('hold the set-up, and are the body of a request as well', () => {
    const setUp = undrawn(spec);
    expect(readSetUp(writeSetUp(setUp, 2), null)).toEqual(setUp);
    expect(readSetUp(JSON.stringify(spec), null)).toEqual(setUp);
  });

  it('may leave out what is usual', () => {
    const bare = { network: RESIDUAL };
    expect(readSetUp(JSON.stringify(bare), null)).toMatchObject({ spec: { data: DEFAULT_SPEC.data } });
  });

  it('name what is wrong, and where', () => {
    expect(readSetUp('{', null)).toContain('no JSON');
    expect(wrong(() => [])).toContain('the file');
    expect(wrong(({ spec: one }) => ({ spec: one, version: 99 }))).toContain('newer');
    expect(wrong(() => ({ spec: { network: { nodes: {}, edges: [] } } }))).toContain('spec.network.nodes');
    expect(wrong(() => ({ spec: { network: { nodes: [{ kind: 'input', id: 'a b' }], edges: [] } } }))).toContain('a b');
    const twice = [
      { kind: 'input', id: 'in' },
      { kind: 'dense', id: 'in' },
    ];
    expect(wrong(() => ({ spec: { network: { nodes: twice, edges: [] } } }))).toContain('Two layers');
    expect(wrong(() => ({ spec: { network: { nodes: twice.slice(1), edges: [['in', 'no']] } } }))).toContain('“no”');
    const training = { ...spec.training, batch_size: 'many' };
    expect(wrong(() => ({ spec: { ...spec, training } }))).toContain('spec.training.batch_size');
    expect(wrong(() => ({ spec: { ...spec, data: { ...DEFAULT_SPEC.data, features: ['w'] } } }))).toContain('features');
  });

  it('survive any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(['string', 'object']).toContain(typeof readSetUp(text, null));
      }),
    );
  });
});
