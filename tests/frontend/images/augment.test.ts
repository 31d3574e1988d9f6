import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelOf } from '@/editor/fields/schema';
import {
  fillOf,
  movesPixels,
  newAugmentation,
  rangesOf,
  rangeText,
  valueIn,
  withAugmentation,
  withoutAugmentation,
  withRange,
} from '@/images/augment';
import type { AugmentationSpec, CatalogEntry, ImageData, SchemaProperty } from '@/protocol/names';

function entry(kind: string, properties: Record<string, SchemaProperty>, moves: boolean): CatalogEntry {
  const schema = { properties: { kind: { type: 'string', const: kind }, ...properties } };
  const live = Object.keys(properties);
  return { kind, title: labelOf(kind), summary: '', equation: '', source: '', schema, live, setup: [], moves };
}

const number = (maximum: number, start: number): SchemaProperty => ({
  type: 'number',
  description: 'How far.',
  minimum: 0,
  maximum,
  default: start,
});
const ROTATE = entry('rotate', { degrees: number(180, 15) }, true);
const FLIP = entry('flip', { horizontal: number(1, 0.5), vertical: number(1, 0) }, true);
const NOISE = entry('noise', { deviation: number(1, 0.1) }, false);
const ENTRIES = [ROTATE, FLIP, NOISE];

describe('ranges from the schema', () => {
  test('every live number, and nothing else', () => {
    const [range, ...more] = rangesOf(ROTATE);
    expect(more).toEqual([]);
    expect(range).toEqual({
      name: 'degrees',
      label: 'Degrees',
      hint: 'How far.',
      min: 0,
      max: 180,
      step: 1,
      start: 15,
    });
    expect(rangesOf(FLIP).map(({ name, step }) => [name, step])).toEqual([
      ['horizontal', 0.01],
      ['vertical', 0.01],
    ]);
    expect(rangesOf({ ...FLIP, live: ['vertical'] })).toHaveLength(1);
  });

  test('are told as people read them', () => {
    const [degrees] = rangesOf(ROTATE);
    const [deviation] = rangesOf(NOISE);
    if (!degrees || !deviation) throw new Error('no ranges');
    expect(rangeText(degrees, 14.6)).toBe('15°');
    expect(rangeText(deviation, 0.125)).toBe('13 %');
    expect(rangeText({ ...deviation, max: 5 }, 1.23456)).toBe('1.23');
  });
});

describe('the list', () => {
  test('a new one starts with its defaults', () => {
    expect(newAugmentation(FLIP)).toEqual({ kind: 'flip', horizontal: 0.5, vertical: 0 });
  });

  const lists = fc.uniqueArray(fc.constantFrom(...ENTRIES)).map((some) => some.map(newAugmentation));

  test('holds each kind at most once, in the order of adding', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(...ENTRIES), (list, added) => {
        const after = withAugmentation(list, added);
        expect(new Set(after.map(({ kind }) => kind)).size).toBe(after.length);
        expect(after.slice(0, list.length)).toEqual(list);
        expect(after.some(({ kind }) => kind === added.kind)).toBe(true);
      }),
    );
  });

  test('what is added can be taken away again', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(...ENTRIES), (list, added) => {
        const without = withoutAugmentation(list, added.kind);
        expect(withoutAugmentation(withAugmentation(without, added), added.kind)).toEqual(without);
      }),
    );
  });

  test('a range changes in its own augmentation alone', () => {
    const list: AugmentationSpec[] = [newAugmentation(ROTATE), newAugmentation(FLIP)];
    const after = withRange(list, 'flip', 'vertical', 0.25);
    expect(after).toEqual([
      { kind: 'rotate', degrees: 15 },
      { kind: 'flip', horizontal: 0.5, vertical: 0.25 },
    ]);
    expect(list[1]).toEqual({ kind: 'flip', horizontal: 0.5, vertical: 0 });
    const [, vertical] = rangesOf(FLIP);
    if (!vertical || !after[1]) throw new Error('no range');
    expect(valueIn(after[1], vertical)).toBe(0.25);
    expect(valueIn({ kind: 'flip' }, vertical)).toBe(0);
  });

  test('only what moves pixels asks for what lies beyond the border', () => {
    expect(movesPixels([newAugmentation(NOISE)], ENTRIES)).toBe(false);
    expect(movesPixels([newAugmentation(NOISE), newAugmentation(ROTATE)], ENTRIES)).toBe(true);
    expect(movesPixels([{ kind: 'unheard_of' }], ENTRIES)).toBe(false);
  });
});

test('black comes in unless something else is chosen', () => {
  const data: ImageData = {
    kind: 'digits28',
    samples: 100,
    validation_fraction: 0.2,
    test_fraction: 0.2,
    seed: 0,
    augment: [],
  };
  expect(fillOf(data)).toBe('zero');
  expect(fillOf({ ...data, fill: 'reflect' })).toBe('reflect');
});
