import { expect, it } from 'vitest';
import { sketchOf } from '@/projects/figure';
import type { Document } from '@/protocol/projects';
import { edited } from './documents';

const network = (nodes: object[], edges: [string, string][]): Document => ({
  spec: { network: { nodes, edges }, data: { kind: 'shapes', augment: [] }, training: {} },
  drawing: null,
});

it('draws a stack as its units, each wired to all of the next layer', () => {
  const { marks, lines } = sketchOf(edited());
  expect(marks.filter(({ shape }) => shape === 'unit')).toHaveLength(2 + 4 + 3 + 1);
  expect(lines).toHaveLength(2 * 4 + 4 * 3 + 3);
});

it('draws a network that goes down and up as a U, skips across, without what is no layer', () => {
  const { marks, lines } = sketchOf(
    network(
      [
        { id: 'in', kind: 'input' },
        { id: 'a', kind: 'conv2d', stride: 1 },
        { id: 'n', kind: 'batch_norm' },
        { id: 'd', kind: 'max_pool2d' },
        { id: 'b', kind: 'conv2d', stride: [1, 1] },
        { id: 'u', kind: 'upsample2d' },
        { id: 'c', kind: 'concat' },
        { id: 'out', kind: 'conv2d' },
      ],
      [
        ['in', 'a'],
        ['a', 'n'],
        ['n', 'd'],
        ['d', 'b'],
        ['b', 'u'],
        ['u', 'c'],
        ['n', 'c'],
        ['c', 'out'],
      ],
    ),
  );
  const at = new Map(marks.map(({ key, y }) => [key, y]));
  expect(at.has('n')).toBe(false);
  expect(at.get('b')).toBeGreaterThan(at.get('a') ?? 99);
  expect(at.get('out')).toBe(at.get('a'));
  expect(lines.map(({ key }) => key)).toContain('a c');
});

it('draws what is unfinished, and what goes round in circles', () => {
  expect(sketchOf(network([], [])).marks).toEqual([]);
  const round = network(
    [
      { id: 'a', kind: 'conv2d' },
      { id: 'b', kind: 'conv2d' },
    ],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
  );
  expect(sketchOf(round).marks).toHaveLength(2);
});
