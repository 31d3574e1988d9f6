import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, merge, sameDocument } from '@/projects/merge';
import { listOf, tellingOf, titleOf } from '@/projects/telling';
import { fieldsIn, inputsOf, listIn, nodesOf } from '@/projects/units';
import type { Document } from '@/protocol/projects';
import { edited } from './documents';

const base = edited();
const wider = edited({ type: 'set_units', node: 'h1', units: 6 });
const faster = edited({ type: 'set_knob', knob: 'learning_rate', value: 0.3 });
const noisy = edited({ type: 'set_data', values: { noise: 0.3 } });

describe('what only one side changed', () => {
  it('is taken over, whichever side it is', () => {
    const { document, collisions } = merge(base, wider, faster);
    expect(collisions).toEqual([]);
    expect(nodesOf(document).get('h1')).toMatchObject({ units: 6 });
    expect(fieldsIn(document.spec['training'])).toMatchObject({ optimiser: { learning_rate: 0.3 } });
    expect(sameDocument(document, merge(base, faster, wider).document)).toBe(true);
  });

  it('is taken over where they changed other fields of the same layer', () => {
    const relu = edited({ type: 'set_layer', node: 'h1', values: { activation: 'relu' } });
    expect(nodesOf(merge(base, wider, relu).document).get('h1')).toMatchObject({ units: 6, activation: 'relu' });
  });

  it('keeps the order of the nodes, with new ones where they were put', () => {
    const mine = edited({ type: 'add_layer', after: 'h2' });
    const { document, collisions } = merge(base, mine, wider);
    expect(collisions).toEqual([]);
    expect([...nodesOf(document).keys()]).toEqual([...nodesOf(mine).keys()]);
    expect(inputsOf(document)).toEqual(inputsOf(mine));
  });

  it('is taken over when it is a removal', () => {
    const { document, collisions } = merge(base, edited({ type: 'remove_layer', node: 'h2' }), wider);
    expect(collisions).toEqual([]);
    expect([...nodesOf(document).keys()]).toEqual(['in', 'h1', 'out']);
    expect(nodesOf(document).get('h1')).toMatchObject({ units: 6 });
  });
});

describe('what both changed', () => {
  it('is no question where both came to the same', () => {
    expect(merge(base, wider, wider).collisions).toEqual([]);
  });

  it('is asked for where it differs, and mine until an answer comes', () => {
    const widest = edited({ type: 'set_units', node: 'h1', units: 8 });
    const { document, collisions } = merge(base, wider, widest);
    expect(collisions).toEqual([{ name: 'node/h1/units', base: 4, mine: 6, theirs: 8 }]);
    expect(nodesOf(document).get('h1')).toMatchObject({ units: 6 });
    const chosen = merge(base, wider, widest, new Map([['node/h1/units', 'theirs' as const]]));
    expect(sameDocument(chosen.document, widest)).toBe(true);
  });

  it('is asked for as a whole where it became another thing', () => {
    const spiral = edited({ type: 'set_data_kind', kind: 'spiral' });
    const { document, collisions } = merge(base, spiral, noisy);
    expect(collisions.map(({ name }) => name)).toEqual(['data']);
    expect(document.spec['data']).toEqual(spiral.spec['data']);
    const adam = edited({ type: 'set_optimiser', kind: 'adam', knobs: { beta1: 0.9 } });
    const theirs = merge(base, adam, faster, new Map([['training/optimiser', 'theirs' as const]]));
    expect(theirs.collisions.map(({ name }) => name)).toEqual(['training/optimiser']);
    expect(fieldsIn(theirs.document.spec['training'])['optimiser']).toEqual({ kind: 'sgd', learning_rate: 0.3 });
  });

  it('is asked for where one removed a layer and the other edited it', () => {
    const { collisions } = merge(base, edited({ type: 'remove_layer', node: 'h1' }), wider);
    expect(collisions.map(({ name }) => name)).toEqual(['node/h1']);
  });

  it('is asked for where one removed a layer that the other newly built upon', () => {
    const built = edited({ type: 'add_layer', after: 'h1' });
    const names = merge(base, edited({ type: 'remove_layer', node: 'h1' }), built).collisions.map(({ name }) => name);
    expect(names).toContain('node/h1');
  });

  it('keeps both new layers under names of their own', () => {
    const [one, other] = [
      edited({ type: 'add_layer', after: 'in' }, { type: 'set_units', node: 'h3', units: 2 }),
      edited({ type: 'add_layer', after: 'h2' }, { type: 'set_units', node: 'h3', units: 7 }),
    ];
    const added = [...nodesOf(one).keys()].filter((id) => !nodesOf(base).has(id));
    expect(added).toEqual([...nodesOf(other).keys()].filter((id) => !nodesOf(base).has(id)));
    const { document, collisions } = merge(base, one, other);
    expect(collisions).toEqual([]);
    const ids = [...nodesOf(document).keys()];
    expect(ids).toHaveLength(6);
    for (const [index, id] of ids.slice(1).entries()) expect(inputsOf(document).get(id)).toEqual([ids[index]]);
  });
});

describe('images', () => {
  const masked = (corrections: object[], augment: object[]): Document => ({
    ...base,
    spec: { ...base.spec, data: { kind: 'shapes', seed: 0, augment, corrections } },
  });
  const start = masked([], [{ kind: 'flip', p: 0.5 }]);

  it('joins masks that were corrected on both sides, and augmentations', () => {
    const mine = masked(
      [{ source: 3, mask: '1*4' }],
      [
        { kind: 'flip', p: 0.5 },
        { kind: 'noise', most: 0.1 },
      ],
    );
    const theirs = masked([{ source: 9, mask: '0*4' }], [{ kind: 'flip', p: 0.1 }]);
    const { document, collisions } = merge(start, mine, theirs);
    expect(collisions).toEqual([]);
    const data = fieldsIn(document.spec['data']);
    expect(listIn(data['corrections']).map((one) => fieldsIn(one)['source'])).toEqual([9, 3]);
    expect(data['augment']).toEqual([
      { kind: 'flip', p: 0.1 },
      { kind: 'noise', most: 0.1 },
    ]);
  });

  it('asks for a mask that both drew', () => {
    const { collisions } = merge(
      start,
      masked([{ source: 3, mask: '1*4' }], []),
      masked([{ source: 3, mask: '0*4' }], []),
    );
    expect(collisions.map(({ name }) => name)).toEqual(['corrections/3']);
  });
});

it('asks no question about where things stand', () => {
  const moved = (x: number): Document => ({ ...base, drawing: { places: { h1: { x, y: 0 } }, blocks: [] } });
  const { document, collisions } = merge(base, moved(10), moved(20));
  expect(collisions).toEqual([]);
  expect(document.drawing).toMatchObject({ places: { h1: { x: 10 } } });
});

describe('laws', () => {
  const change = fc.constantFrom(
    { type: 'set_units', node: 'h1', units: 6 } as const,
    { type: 'set_units', node: 'h2', units: 7 } as const,
    { type: 'add_layer', after: 'h1' } as const,
    { type: 'add_layer', after: 'in' } as const,
    { type: 'remove_layer', node: 'h2' } as const,
    { type: 'set_layer', node: 'h1', values: { activation: 'relu' } } as const,
    { type: 'set_data', values: { noise: 0.2 } } as const,
    { type: 'set_data_kind', kind: 'xor' } as const,
    { type: 'set_knob', knob: 'learning_rate', value: 0.1 } as const,
    { type: 'set_optimiser', kind: 'adam', knobs: {} } as const,
  );
  const document = fc.array(change, { maxLength: 4 }).map((changes) => edited(...changes));

  it('takes what is unchanged on one side wholly from the other', () => {
    fc.assert(
      fc.property(document, (other) => {
        expect(sameDocument(merge(base, base, other).document, other)).toBe(true);
        expect(sameDocument(merge(base, other, base).document, other)).toBe(true);
        expect(merge(base, other, other).collisions).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no wire that leads nowhere, and no node twice', () => {
    fc.assert(
      fc.property(document, document, (mine, theirs) => {
        const merged = merge(base, mine, theirs);
        const ids = [...nodesOf(merged.document).keys()];
        expect(listIn(fieldsIn(merged.document.spec['network'])['nodes'])).toHaveLength(ids.length);
        for (const sources of inputsOf(merged.document).values())
          for (const from of sources) expect(ids).toContain(from);
      }),
      { numRuns: 60 },
    );
  });
});

it('says what changed in the words of the page', () => {
  expect(listOf(changed(base, wider))).toBe('Units of “h1”');
  expect(listOf(changed(base, faster))).toBe('Learning rate');
  expect(titleOf('inputs/out')).toBe('What goes into “out”');
  expect(tellingOf(undefined)).toBe('removed');
  expect(tellingOf({ kind: 'dense', id: 'h1', units: 4 })).toBe('dense, units 4');
});
