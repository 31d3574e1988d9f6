import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arranged,
  draggedTo,
  frameAround,
  gapsOf,
  neighbourOf,
  placesOf,
  type Sizes,
  shownIn,
  USUAL,
} from '@/canvas/arrange';
import { sceneOf } from '@/canvas/scene';
import { applyDesign } from '@/editor/design';
import { type Design, NO_DRAWING } from '@/state/drawing';
import { afterIntents, anyIntent, RESIDUAL, START } from '../editor/designs';

const NONE: Sizes = new Map();
const scene = sceneOf(RESIDUAL, []);
const places = arranged(scene, NONE);
const at = (id: string) => places[id] ?? { x: Number.NaN, y: Number.NaN };
const grouped = applyDesign(START, { type: 'group', nodes: ['conv1', 'conv2', 'add1'] }).design;
const folded = (design: Design): Design =>
  applyDesign(design, { type: 'set_block', block: 'block1', values: { folded: true } }).design;

describe('the layout', () => {
  it('goes from left to right along every wire', () => {
    for (const [from, to] of RESIDUAL.edges) expect(at(from).x + USUAL.width).toBeLessThan(at(to).x);
  });

  it('lets nothing overlap, whatever was built', () => {
    fc.assert(
      fc.property(fc.array(anyIntent, { maxLength: 20 }), (intents) => {
        const { network, drawing } = afterIntents(intents);
        const drawn = sceneOf(network, drawing.blocks);
        const put = arranged(drawn, NONE);
        const boxes = drawn.cards.map(({ id }) => put[id] ?? { x: Number.NaN, y: Number.NaN });
        for (const [index, one] of boxes.entries())
          for (const other of boxes.slice(index + 1)) {
            const apart = Math.abs(one.x - other.x) >= USUAL.width || Math.abs(one.y - other.y) >= USUAL.height;
            expect(apart).toBe(true);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves things where they were put, and what never was anywhere below them', () => {
    const drawing = { ...NO_DRAWING, places: { in: { x: 5, y: 6 }, stem: { x: 300, y: 100 } } };
    const put = placesOf(scene, drawing, NONE);
    expect(put).toMatchObject(drawing.places);
    expect(put['out']?.y).toBeGreaterThan(100 + USUAL.height);
  });
});

describe('what is drawn', () => {
  it('is every layer and every wire', () => {
    expect(scene.cards.map(({ id }) => id)).toEqual(RESIDUAL.nodes.map(({ id }) => id));
    expect(scene.wires.map(({ from, to }) => [from, to])).toEqual(RESIDUAL.edges);
  });

  it('is a folded block as one, with the wires that enter and leave it', () => {
    const { network, drawing } = folded(grouped);
    const drawn = sceneOf(network, drawing.blocks);
    expect(drawn.cards.map(({ id }) => id)).toEqual(['in', 'stem', 'block:block1', 'flat', 'out']);
    expect(drawn.wires.map(({ id }) => id)).toEqual(['in>stem', 'stem>block:block1', 'block:block1>flat', 'flat>out']);
    expect(drawn.wires[1]?.edges).toHaveLength(2);
  });

  it('is a frame around each copy of a block that is unfolded', () => {
    const twice = applyDesign(grouped, { type: 'repeat', block: 'block1', times: 2 }).design;
    const drawn = sceneOf(twice.network, twice.drawing.blocks);
    const put = arranged(drawn, NONE);
    expect(drawn.frames.map(({ id }) => id)).toEqual(['frame:block1:0', 'frame:block1:1']);
    for (const { nodes } of drawn.frames) {
      const frame = frameAround(nodes, put, NONE);
      expect(frame).not.toBeNull();
      for (const id of nodes) expect(put[id]?.x).toBeGreaterThan(frame?.x ?? Number.NaN);
    }
  });
});

describe('dragging', () => {
  it('takes along what is in a folded block', () => {
    const { network, drawing } = folded(grouped);
    const drawn = sceneOf(network, drawing.blocks);
    const before = placesOf(drawn, drawing, NONE);
    const shown = shownIn(drawn, drawing, before);
    const from = before['block:block1'] ?? { x: 0, y: 0 };
    const moved = draggedTo(drawn, before, shown, { 'block:block1': { x: from.x + 30, y: from.y - 20 } });
    expect(Object.keys(moved)).toEqual(['conv1', 'conv2', 'add1']);
    for (const [id, place] of Object.entries(moved))
      expect([place.x - (shown[id]?.x ?? 0), place.y - (shown[id]?.y ?? 0)]).toEqual([30, -20]);
    expect(Object.keys(shown).toSorted()).toEqual(network.nodes.map(({ id }) => id).toSorted());
  });
});

describe('arrow keys', () => {
  const go = (from: string, side: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown') =>
    neighbourOf(scene, places, NONE, from, side);

  it('follow the wires', () => {
    expect(go('in', 'ArrowRight')).toBe('stem');
    expect(go('conv1', 'ArrowLeft')).toBe('stem');
    expect(['conv1', 'add1']).toContain(go('stem', 'ArrowRight'));
    expect(go('in', 'ArrowLeft')).toBeNull();
  });

  it('find layers that are not wired by where they stand', () => {
    const loose = applyDesign(START, {
      ...{ type: 'add_at', piece: { kind: 'dense', fields: {} }, shown: places },
      at: { x: at('stem').x, y: at('stem').y + 300 },
    }).design;
    const drawn = sceneOf(loose.network, []);
    const put = placesOf(drawn, loose.drawing, NONE);
    expect(neighbourOf(drawn, put, NONE, 'stem', 'ArrowDown')).toBe('dense1');
    expect(neighbourOf(drawn, put, NONE, 'dense1', 'ArrowUp')).not.toBeNull();
  });
});

describe('the gaps between rows', () => {
  it('cross no card', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ x: fc.nat(2000), y: fc.nat(2000) }), { maxLength: 20 }), (list) => {
        const put = Object.fromEntries(list.map((place, index) => [`n${index}`, place]));
        for (const gap of gapsOf(put, NONE))
          for (const { y } of list) expect(gap <= y || gap >= y + USUAL.height).toBe(true);
      }),
    );
    expect(gapsOf({ a: { x: 0, y: 0 }, b: { x: 0, y: 200 } }, NONE)).toEqual([(USUAL.height + 200) / 2]);
  });
});
