import { describe, expect, test } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { openedOn, sideOf, suitingTemplate, switched } from '@/editor/image_changes';
import { FACTS, type Facts } from '@/editor/task';
import type { CatalogEntry, ImageData, RunSpec, Template } from '@/protocol/names';

const DIGITS: ImageData = {
  kind: 'digits28',
  samples: 2000,
  validation_fraction: 0.2,
  test_fraction: 0.2,
  seed: 0,
  augment: [],
};
const FACTS_WITH_IMAGES: Facts = {
  ...FACTS,
  tasks: { ...FACTS.tasks, digits28: 'multiclass', mnist: 'multiclass', circles: 'binary' },
  counts: { digits28: 10, mnist: 10 },
  images: { mnist: { ...DIGITS, kind: 'mnist' }, digits28: DIGITS },
};

function template(id: string, data: RunSpec['data']): Template {
  const network: RunSpec['network'] = {
    nodes: [
      { kind: 'input', id: 'in' },
      { kind: 'flatten', id: id === 'lenet' ? 'conv' : 'flat' },
      { kind: 'dense', id: 'out', units: 10, activation: 'softmax', bias: true, initialiser: 'xavier' },
    ],
    edges: [
      ['in', id === 'lenet' ? 'conv' : 'flat'],
      [id === 'lenet' ? 'conv' : 'flat', 'out'],
    ],
  };
  const training = { ...DEFAULT_SPEC.training, loss: { kind: 'cross_entropy' } };
  return { id, title: id, description: '', spec: { network, data, training } };
}

const TEMPLATES: Template[] = [
  { id: 'mlp', title: '', description: '', spec: DEFAULT_SPEC },
  template('mlp_images', DIGITS),
  template('lenet', DIGITS),
];

const ENTRY = { title: '', summary: '', equation: '', source: '', schema: {}, live: [], setup: [] };
const ENTRIES: CatalogEntry[] = [
  { ...ENTRY, kind: 'circles' },
  { ...ENTRY, kind: 'mnist', needs: 'download', shape: [28, 28, 1] },
  { ...ENTRY, kind: 'digits28', needs: '', shape: [28, 28, 1] },
];
const WORLD = { facts: FACTS_WITH_IMAGES, templates: TEMPLATES, entries: ENTRIES };

describe('the network that suits', () => {
  test('LeNet where the images are large enough for it', () => {
    expect(suitingTemplate([28, 28, 1], TEMPLATES)?.id).toBe('lenet');
    expect(suitingTemplate([8, 8, 1], TEMPLATES)?.id).toBe('mlp_images');
    expect(suitingTemplate([64, 12, 3], TEMPLATES)?.id).toBe('mlp_images');
  });

  test('any network on images where those are not there', () => {
    expect(suitingTemplate([28, 28, 1], [template('tiny', DIGITS)])?.id).toBe('tiny');
    expect(suitingTemplate([28, 28, 1], TEMPLATES.slice(0, 1))).toBeUndefined();
  });

  test('has an output for every class', () => {
    const data = { ...DIGITS, kind: 'upload', dataset: 'data_1' };
    const five = openedOn(data, [28, 28, 1], TEMPLATES, FACTS_WITH_IMAGES, 5);
    expect(five?.network.nodes.at(-1)).toMatchObject({ units: 5, activation: 'softmax' });
    expect(five?.data).toBe(data);
    const two = openedOn(data, [28, 28, 1], TEMPLATES, FACTS_WITH_IMAGES, 2);
    expect(two?.network.nodes.at(-1)).toMatchObject({ units: 1, activation: 'sigmoid' });
    expect(two?.training.loss.kind).toBe('binary_cross_entropy');
  });
});

describe('from points to images and back', () => {
  test('opens the first set that needs nothing, with a network that suits', () => {
    const after = switched(DEFAULT_SPEC, 'images', WORLD);
    expect(after?.data.kind).toBe('digits28');
    expect(after?.network.nodes.map(({ id }) => id)).toEqual(['in', 'conv', 'out']);
  });

  test('finds what was left', () => {
    const images = switched(DEFAULT_SPEC, 'images', WORLD);
    if (!images) throw new Error('no images');
    const left = { ...DEFAULT_SPEC, training: { ...DEFAULT_SPEC.training, batch_size: 77 } };
    expect(switched(images, 'points', { ...WORLD, kept: left })).toBe(left);
    expect(switched(left, 'images', { ...WORLD, kept: images })).toBe(images);
    expect(switched(images, 'points', WORLD)).toBe(DEFAULT_SPEC);
  });

  test('does nothing where there is nothing to do', () => {
    expect(switched(DEFAULT_SPEC, 'points', WORLD)).toBeNull();
    expect(switched(DEFAULT_SPEC, 'images', { ...WORLD, facts: FACTS })).toBeNull();
    expect(sideOf(DEFAULT_SPEC.data)).toBe('points');
  });
});
