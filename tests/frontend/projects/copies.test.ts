import { expect, it } from 'vitest';
import { type Copy, createCopies } from '@/projects/copies';
import { sameDocument } from '@/projects/merge';
import { reopened } from '@/projects/reopening';
import { nodesOf } from '@/projects/units';
import type { Document } from '@/protocol/projects';
import { edited, projectOf } from './documents';

const base = edited();
const wider = edited({ type: 'set_units', node: 'h1', units: 6 });
const widest = edited({ type: 'set_units', node: 'h1', units: 8 });
const faster = edited({ type: 'set_knob', knob: 'learning_rate', value: 0.3 });

function storage(most = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, string>();
  return {
    ...{ getItem: (key: string) => kept.get(key) ?? null, key: (index: number) => [...kept.keys()][index] ?? null },
    setItem(key: string, value: string) {
      if (value.length > most) throw new Error('full');
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
    get length() {
      return kept.size;
    },
  };
}

const copyOf = (document: Document, values: Partial<Copy> = {}): Copy => ({
  ...{ account: 'u1', project: 'p1', title: 'Rings', version: 1, base, document, at_ms: 1 },
  ...values,
});

it('finds what tabs left, newest first, of one person and one project only', () => {
  const box = storage();
  const [one, two] = [createCopies(() => box, 'one'), createCopies(() => box, 'two')];
  one.put(copyOf(wider));
  two.put(copyOf(faster, { at_ms: 2 }));
  one.put(copyOf(wider, { project: 'p2' }));
  createCopies(() => box, 'three').put(copyOf(widest, { account: 'u2' }));
  box.setItem('glassnet.copy.p1.broken', '{');
  expect(one.found('u1', 'p1').map(({ copy }) => copy.at_ms)).toEqual([2, 1]);
  two.forget('p1');
  expect(one.found('u1', 'p1')).toHaveLength(1);
  expect(one.found('u1').map(({ copy }) => copy.project)).toEqual(['p1', 'p2']);
  two.put(copyOf(faster, { at_ms: 2 }));
  one.sweep(2);
  expect([one.found('u1').map(({ copy }) => copy.at_ms), one.found('u2')]).toEqual([[2], []]);
});

it('leaves alone what was written anew since it was found', () => {
  const box = storage();
  const copies = createCopies(() => box, 'one');
  copies.put(copyOf(wider));
  const [found] = copies.found('u1', 'p1');
  copies.put(copyOf(widest));
  if (found) copies.drop(found);
  expect(copies.found('u1', 'p1')).toHaveLength(1);
});

it('says when the browser keeps nothing', () => {
  expect(createCopies(() => storage(10), 'one').put(copyOf(wider))).toBe(false);
  const shut = createCopies(() => {
    throw new Error('denied');
  }, 'one');
  expect([shut.put(copyOf(wider)), shut.found('u1', 'p1')]).toEqual([false, []]);
});

const kept = (...copies: Copy[]) => copies.map((copy, index) => ({ key: `k${index}`, text: '', copy }));

it('opens what was never acknowledged on the version it was edited from', () => {
  const { document, version, base: start, done } = reopened(projectOf(base), kept(copyOf(wider)));
  expect(sameDocument(document, wider)).toBe(true);
  expect([version, start, done.length]).toEqual([1, base, 1]);
});

it('merges it with what others saved since', () => {
  const { document, version } = reopened(projectOf(faster, 4), kept(copyOf(wider)));
  expect(nodesOf(document).get('h1')).toMatchObject({ units: 6 });
  expect(document.spec['training']).toMatchObject({ optimiser: { learning_rate: 0.3 } });
  expect(version).toBe(4);
});

it('opens the edits as they were left where they collide, so that it is asked about', () => {
  const { document, version, base: start, done } = reopened(projectOf(widest, 4), kept(copyOf(wider)));
  expect([document, version, start, done.length]).toEqual([wider, 1, base, 1]);
});

it('joins what two tabs left, and keeps of older ones what collides', () => {
  const both = reopened(projectOf(base), kept(copyOf(faster), copyOf(wider)));
  expect(nodesOf(both.document).get('h1')).toMatchObject({ units: 6 });
  expect(both.done).toHaveLength(2);
  const clash = reopened(projectOf(base), kept(copyOf(widest), copyOf(wider)));
  expect(nodesOf(clash.document).get('h1')).toMatchObject({ units: 8 });
  expect(clash.done).toHaveLength(1);
  expect(clash.left.map(({ copy }) => copy.document)).toEqual([wider]);
});

it('leaves older edits to be offered where the newest are asked about, but for those that are the same', () => {
  const edits = kept(copyOf(wider), copyOf(faster), copyOf(wider), copyOf(base));
  const { document, done, left } = reopened(projectOf(widest, 4), edits);
  expect(document).toBe(wider);
  expect(left.map(({ copy }) => copy.document)).toEqual([faster]);
  expect(done.map(({ key }) => key).toSorted()).toEqual(['k0', 'k2', 'k3']);
});

it('needs nothing of a copy whose answer alone was lost', () => {
  const { document, done } = reopened(projectOf(wider, 2), kept(copyOf(wider)));
  expect([document, done.length]).toEqual([wider, 1]);
});
