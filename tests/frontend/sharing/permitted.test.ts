import { expect, test } from 'vitest';
import type { ShareLine } from '@/protocol/classroom';
import { permitsOf, permitsToWatch, purposeOf } from '@/sharing/permitted';
import { askedOf, sharedSocketUrl } from '@/sharing/secret';

const share = (values: Partial<ShareLine>): ShareLine => ({
  ...{ id: 's', project: 'p', run: null, mode: 'fork', weights: false, locked: [], hidden: [] },
  ...{ created_at: '', expires_at: null },
  ...values,
});
const lockedBy = (values: Partial<ShareLine>, mayPlay = true): string[] =>
  [...permitsOf({ share: share(values), owner: 'Ms Noether' }, { mayPlay }).locked].toSorted();

test('a project that may be copied is tried out, but for what is locked or hidden', () => {
  expect(lockedBy({})).toEqual([]);
  expect(lockedBy({ locked: ['network'] })).toEqual(['network']);
  const permits = permitsOf({ share: share({ locked: ['data'], hidden: ['data'] }), owner: '' }, { mayPlay: true });
  expect([...permits.hidden]).toEqual(['data']);
  expect([...permits.locked]).toEqual([]);
  expect(permits.by).toBe('whoever shared it');
});

test('a project to look at can be played as it is; somebody else’s run, and without an account, nothing can', () => {
  expect(lockedBy({ mode: 'view' })).toEqual(['data', 'network', 'training']);
  expect(lockedBy({ mode: 'view', locked: ['transport'] })).toContain('transport');
  expect(lockedBy({ run: 'r', project: null })).toEqual(['data', 'network', 'training', 'transport']);
  expect(lockedBy({}, false)).toEqual(['data', 'network', 'training', 'transport']);
  expect(lockedBy({ run: 'r', hidden: ['transport'] })).toEqual(['data', 'network', 'training']);
  expect([...permitsToWatch('Ada').locked]).not.toContain('views');
});

test('an embedded page comes without the bar', () => {
  expect(permitsOf({ share: share({ mode: 'embed' }), owner: '' }, { mayPlay: true }).chrome).toBe(false);
  expect(permitsOf({ share: share({}), owner: '' }, { mayPlay: true }).chrome).toBe(true);
});

test('what a link is for is said', () => {
  expect(purposeOf(share({ mode: 'view' }))).toBe('to look at and to play');
  expect(purposeOf(share({ run: 'r' }))).toBe('a live run, to look at');
});

test('the secret is read after the #, the run before it, and the secret goes to the socket as a parameter', () => {
  expect(askedOf({ hash: '#abc', search: '' })).toEqual({ secret: 'abc', run: null, group: null });
  expect(askedOf({ hash: '', search: '?run=run_1&class=c1' })).toEqual({ secret: null, run: 'run_1', group: 'c1' });
  expect(sharedSocketUrl('ws://x/socket', 'a+b')).toBe('ws://x/socket?share=a%2Bb');
  expect(sharedSocketUrl('ws://x/socket', null)).toBe('ws://x/socket');
});
