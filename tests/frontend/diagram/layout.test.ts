import { describe, expect, it } from 'vitest';
import { type ColumnNeeds, layoutOf, nameWidth } from '@/diagram/layout';

const box = { width: 880, height: 557 };
const needs = (...counts: number[]): ColumnNeeds[] =>
  counts.map((count, index) => ({ count, tools: index > 0 && index + 1 < counts.length }));

describe('where units stand', () => {
  it('many features crowd, and everything is in sight', () => {
    const layout = layoutOf(needs(30, 8, 1), box, false, 20);
    expect(layout.height).toBe(box.height);
    const [features, hidden] = layout.columns;
    if (!features || !hidden) throw new Error('three columns');
    const apart = features.ys.slice(1).map((y, k) => y - (features.ys[k] ?? 0));
    expect(Math.min(...apart)).toBeGreaterThan(features.size);
    expect(features.ys.at(-1)).toBeLessThan(box.height);
    expect(hidden.size).toBeGreaterThanOrEqual(24);
    expect(layout.size).toBe(hidden.size);
  });

  it('what fits is as large on every side', () => {
    const layout = layoutOf(needs(7, 4, 1), box);
    expect(new Set(layout.columns.map(({ size }) => size))).toEqual(new Set([layout.size]));
  });

  it('units of layers, and features under a finger, stay large enough to be hit', () => {
    expect(layoutOf(needs(2, 40, 1), box).size).toBe(24);
    expect(layoutOf(needs(30, 8, 1), box, true, 20).columns[0]?.size).toBe(24);
  });

  it('the sign of a feature has room on a narrow screen', () => {
    expect(nameWidth(layoutOf(needs(2, 1), { width: 390, height: 490 }, true, 1))).toBeGreaterThan(10);
  });
});
