import { expect, it } from 'vitest';
import { borrowedIn } from '@/diagram/borrowed';
import { sameEdge } from '@/diagram/bundles';
import type { Column } from '@/diagram/network';

const column = (node: string, kind: Column['kind'], count: number): Column => ({
  node,
  kind,
  count,
  title: node,
  layer: null,
});
const columns = [column('in', 'input', 2), column('h1', 'hidden', 4), column('out', 'output', 1)];
const pinned = { kind: 'unit', node: 'h1', unit: 3 } as const;

it('the unit under the pointer comes before the one that is pinned', () => {
  expect(borrowedIn(columns, { hovered: { node: 'in', unit: 1 }, selection: pinned })).toEqual({ node: 'in', unit: 1 });
  expect(borrowedIn(columns, { hovered: null, selection: pinned })).toEqual({ node: 'h1', unit: 3 });
  expect(borrowedIn(columns, { hovered: null, selection: { kind: 'layer', node: 'h1' } })).toBeNull();
});

it('a unit that was removed borrows nothing', () => {
  const fewer = [column('in', 'input', 2), column('h1', 'hidden', 3), column('out', 'output', 1)];
  expect(borrowedIn(fewer, { hovered: null, selection: pinned })).toBeNull();
  expect(borrowedIn(columns, { hovered: { node: 'h2', unit: 0 }, selection: pinned })).toEqual({ node: 'h1', unit: 3 });
});

it('a single output leaves the big view as it is, and an output of several borrows it', () => {
  expect(borrowedIn(columns, { hovered: { node: 'out', unit: 0 }, selection: pinned })).toBeNull();
  const classes = [column('in', 'input', 2), column('out', 'output', 3)];
  expect(borrowedIn(classes, { hovered: { node: 'out', unit: 2 }, selection: null })).toEqual({ node: 'out', unit: 2 });
});

it('an edge is the same when it joins the same units', () => {
  const edge = { node: 'h1', input: 0, unit: 2 };
  expect(sameEdge(edge, { ...edge })).toBe(true);
  expect(sameEdge(edge, { ...edge, unit: 1 })).toBe(false);
  expect(sameEdge(edge, null)).toBe(false);
  expect(sameEdge(null, null)).toBe(true);
});
