import { describe, expect, it } from 'vitest';
import { createFlow } from '@/canvas/flow';
import { familiesOf, found } from '@/canvas/palette';
import { sceneOf } from '@/canvas/scene';
import { bytesText, compact, shapeText } from '@/canvas/telling';
import { formOf, labelOf } from '@/editor/fields/schema';
import type { CatalogEntry } from '@/protocol/names';
import { RESIDUAL } from '../editor/designs';

const entry = (kind: string, title = labelOf(kind)): CatalogEntry => ({
  ...{ kind, title, summary: '', equation: '', source: '', live: [], setup: [] },
  schema: {},
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [640, '640'],
    [999, '999'],
    [999.6, '1 k'],
    [1000, '1 k'],
    [61_706, '61.7 k'],
    [1_234_567, '1.23 M'],
    [2.5e9, '2.5 G'],
  ])('%d reads %s', (count, text) => expect(compact(count)).toBe(text));

  it('have units', () => {
    expect(bytesText(512)).toBe('512 B');
    expect(bytesText(3136)).toBe('3.14 kB');
    expect(shapeText([28, 28, 1])).toBe('28 × 28 × 1');
  });
});

describe('the palette', () => {
  const layers = ['input', 'dense', 'conv2d', 'max_pool2d', 'add', 'flatten', 'dropout', 'brand_new'].map((kind) =>
    entry(kind),
  );
  const families = familiesOf(layers);

  it('has every layer once but the input, also those it never heard of', () => {
    const kinds = families.flatMap(({ entries }) => entries.map(({ kind }) => kind));
    expect(kinds.toSorted()).toEqual(
      layers
        .map(({ kind }) => kind)
        .slice(1)
        .toSorted(),
    );
    expect(families.at(-1)).toMatchObject({ title: 'More', entries: [{ kind: 'brand_new' }] });
  });

  it.each([
    ['dr', 'dropout'],
    ['max pool', 'max_pool2d'],
    ['pooling', 'max_pool2d'],
    ['D', 'dense'],
  ])('finds %s', (text, kind) => expect(found(families, text)[0]?.entries[0]?.kind).toBe(kind));

  it('finds nothing where there is nothing', () => expect(found(families, 'zebra')).toEqual([]));
});

describe('fields', () => {
  it.each([
    [{ type: 'boolean' }, { kind: 'toggle' }],
    [
      { type: 'string', enum: ['same', 'valid'] },
      { kind: 'choice', options: ['same', 'valid'] },
    ],
    [{ type: 'array', items: { type: 'integer' } }, { kind: 'list' }],
    [
      { type: 'number', minimum: 0, exclusiveMaximum: 1 },
      { kind: 'share', min: 0, max: 0.99 },
    ],
    [
      { type: 'integer', minimum: 1, maximum: 9 },
      { kind: 'number', min: 1, max: 9, whole: true, optional: false },
    ],
    [
      { anyOf: [{ type: 'integer', minimum: 1, maximum: 8 }, { type: 'null' }] },
      { kind: 'number', min: 1, max: 8, whole: true, optional: true },
    ],
  ])('%j has the control that suits it', (property, form) => expect(formOf(property)).toMatchObject(form));
});

describe('nodes for React Flow', () => {
  it('stay the same objects until something changes about them', () => {
    const nodesOf = createFlow();
    const scene = sceneOf(RESIDUAL, []);
    const places = Object.fromEntries(RESIDUAL.nodes.map(({ id }, index) => [id, { x: 200 * index, y: 0 }]));
    const base = { scene, places, sizes: new Map(), held: 'in', names: new Map<string, string>() };
    const first = nodesOf({ ...base, selected: new Set(['stem']) });
    expect(nodesOf({ ...base, selected: new Set(['stem']) })).toEqual(first);
    const later = nodesOf({ ...base, places: { ...places, out: { x: 0, y: 9 } }, selected: new Set(['conv1']) });
    expect(later.filter((node, index) => node === first[index]).map(({ id }) => id)).toEqual([
      'in',
      'conv2',
      'add1',
      'flat',
    ]);
    expect(later.filter(({ selected }) => selected).map(({ id }) => id)).toEqual(['conv1']);
    expect(later.every(({ data }) => Object.keys(data).length === 0)).toBe(true);
  });
});
