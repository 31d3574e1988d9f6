import { describe, expect, it } from 'vitest';
import { arranged, ENDLESS, type Places, type Sizes, USUAL } from '@/canvas/arrange';
import { courseOf } from '@/canvas/course';
import { edgesOf, uprightOf } from '@/canvas/flow';
import { sceneOf } from '@/canvas/scene';
import { gatesIn } from '@/editor/gates';
import { drawingOf } from '@/editor/template_blocks';
import { RESIDUAL } from '../editor/designs';
import { unet } from './unets';

const NONE: Sizes = new Map();
const BOARD = { width: 560, height: 440 };
const { network, blocks } = unet();
const folded = drawingOf(network, blocks).blocks;
const scene = sceneOf(network, folded);

const apart = (places: Places, sizes: Sizes = NONE): boolean => {
  const boxes = Object.entries(places).map(([id, at]) => ({ ...at, ...(sizes.get(id) ?? USUAL) }));
  return boxes.every((one, index) =>
    boxes
      .slice(index + 1)
      .every(
        (other) =>
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y,
      ),
  );
};
const middle = (places: Places, id: string): number => (places[id]?.y ?? Number.NaN) + USUAL.height / 2;

describe('the course of a network', () => {
  it('goes down, across and up by the resolution of its images', () => {
    const course = courseOf(network);
    expect(course?.get('in')).toEqual({ level: 0, arm: 'down' });
    expect(course?.get('enc2-conv1')).toEqual({ level: 1, arm: 'down' });
    expect(course?.get('mid-norm2')).toEqual({ level: 3, arm: 'bottom' });
    expect(course?.get('skip1')).toEqual({ level: 0, arm: 'across' });
    expect(course?.get('dec3-join')).toEqual({ level: 2, arm: 'up' });
    expect(course?.get('out')).toEqual({ level: 0, arm: 'up' });
  });

  it('puts what changes the resolution with the coarser side', () => {
    const course = courseOf(network);
    expect(course?.get('enc1-pool')).toEqual({ level: 1, arm: 'down' });
    expect(course?.get('dec1-up')).toEqual({ level: 1, arm: 'up' });
  });

  it('is the same with strides, and without skips', () => {
    const strided = courseOf(unet({ down: 'strided' }).network);
    expect(strided?.get('enc3-norm1')).toEqual({ level: 2, arm: 'down' });
    expect(courseOf(unet({ skips: false }).network)?.get('dec1-conv1')).toEqual({ level: 0, arm: 'up' });
  });

  it('is none where no image comes out, or nothing is made coarser', () => {
    expect(courseOf(RESIDUAL)).toBeNull();
    expect(courseOf({ nodes: network.nodes.slice(0, 3), edges: network.edges.slice(0, 2) })).toBeNull();
    expect(courseOf({ nodes: [], edges: [] })).toBeNull();
    const encoder = { nodes: network.nodes.slice(0, 6), edges: network.edges.slice(0, 5) };
    expect(courseOf(encoder)).toBeNull();
  });
});

describe('the layout of a U', () => {
  it.each([BOARD, ENDLESS, { width: 300, height: 900 }])('has a row for each resolution: %o', (board) => {
    const places = arranged(scene, NONE, board);
    for (const level of [1, 2, 3]) {
      const row = [`block:enc${level}`, `skip${level}`, `block:dec${level}`].map((id) => middle(places, id));
      expect(new Set(row).size).toBe(1);
      const below = level < 3 ? `block:enc${level + 1}` : 'block:mid';
      expect(middle(places, below)).toBeGreaterThan(row[0] ?? Number.NaN);
    }
    expect(apart(places)).toBe(true);
  });

  it('goes down on the left and up on the right, further in with each level', () => {
    const places = arranged(scene, NONE, BOARD);
    const x = (id: string): number => places[id]?.x ?? Number.NaN;
    const order = ['enc1', 'enc2', 'enc3', 'mid', 'dec3', 'dec2', 'dec1'].map((id) => x(`block:${id}`));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    for (const level of [1, 2, 3]) {
      expect(x(`skip${level}`)).toBeGreaterThan(x(`block:enc${level}`));
      expect(x(`skip${level}`)).toBeLessThan(x(`block:dec${level}`));
    }
  });

  it('puts input and output above the arms where that shows the whole larger', () => {
    const narrow = arranged(scene, NONE, { width: 300, height: 900 });
    expect(narrow['in']?.y).toBeLessThan(narrow['block:enc1']?.y ?? Number.NaN);
    const wide = arranged(scene, NONE, { width: 3000, height: 500 });
    expect(middle(wide, 'in')).toBe(middle(wide, 'block:enc1'));
  });

  it('lets nothing overlap, folded or not, with pools or strides', () => {
    for (const down of ['max_pool', 'strided'] as const)
      for (const depth of [1, 2, 4]) {
        const one = unet({ depth, down });
        const drawn = drawingOf(one.network, one.blocks).blocks;
        for (const some of [[], drawn, drawn.map((block, index) => ({ ...block, folded: index % 2 === 0 }))])
          expect(apart(arranged(sceneOf(one.network, some), NONE, BOARD))).toBe(true);
      }
  });

  it('keeps what is wired to nothing in sight', () => {
    const lone = { ...network, nodes: [...network.nodes, { kind: 'conv2d', id: 'lone', filters: 3 }] };
    const places = arranged(sceneOf(lone, folded), NONE, BOARD);
    expect(places['lone']?.y).toBeGreaterThan(places['block:mid']?.y ?? Number.NaN);
    expect(apart(places)).toBe(true);
  });
});

describe('the wires of a U', () => {
  it('run upright from level to level, and straight across at one level', () => {
    const places = arranged(scene, NONE, BOARD);
    const open = gatesIn(network);
    const wires = edgesOf({ scene, chosen: [], gaps: [], places, sizes: NONE, open });
    const data = (id: string) => wires.find((wire) => wire.id === id)?.data;
    expect(data('block:enc1>skip1')).not.toHaveProperty('upright');
    expect(data('block:enc1>skip1')?.through).toBe(1);
    expect(data('block:mid>block:dec3')?.upright?.down).toBe(false);
    const down = data('block:enc3>enc3-pool') ?? data('block:enc3>block:mid');
    expect(down?.upright?.down).toBe(true);
  });

  it('have their ends in the middle of top and bottom', () => {
    const box = { id: '', x: 10, y: 20, width: 100, height: 50 };
    expect(uprightOf(box, { ...box, y: 100 })).toEqual({
      down: true,
      sourceX: 60,
      sourceY: 70,
      targetX: 60,
      targetY: 100,
    });
    expect(uprightOf({ ...box, y: 100 }, box)?.down).toBe(false);
    expect(uprightOf(box, { ...box, x: 300, y: 60 })).toBeNull();
  });
});
