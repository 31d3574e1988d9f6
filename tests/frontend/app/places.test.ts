import { describe, expect, it } from 'vitest';
import { screenOf } from '@/app/places';
import type { Account, Me } from '@/protocol/people';
import { LAPTOP } from '@/protocol/people';
import { placeOf } from '@/state/place';

const account = (role: Account['role']): Account => ({ id: 'u1', role, name: 'Ada', has_password: true });
const signedIn = (role: Account['role']): Me => ({ ...LAPTOP, mode: 'hosted', account: account(role) });
const stranger: Me = { ...LAPTOP, mode: 'hosted' };

describe('addresses', () => {
  it.each([
    ['/', { at: 'home' }],
    ['/projects', { at: 'projects' }],
    ['/p/project_1', { at: 'project', id: 'project_1' }],
    ['/join/7B%20rings', { at: 'join', code: '7B rings' }],
    ['/join', { at: 'home' }],
    ['/s', { at: 'share' }],
    ['/class', { at: 'classes' }],
    ['/class/c1/', { at: 'class', id: 'c1' }],
    ['/admin', { at: 'admin' }],
    ['/account', { at: 'account' }],
    ['/p/100%', { at: 'project', id: '100%' }],
    ['/p', { at: 'nowhere' }],
    ['/p/a/b', { at: 'nowhere' }],
    ['/somewhere', { at: 'nowhere' }],
  ])('%s leads to its place', (path, place) => {
    expect(placeOf(path)).toEqual(place);
  });

  it('hold the runs to compare', () => {
    expect(placeOf('/compare', '?ids=r1,r2,')).toEqual({ at: 'compare', ids: ['r1', 'r2'] });
    expect(placeOf('/compare')).toEqual({ at: 'compare', ids: [] });
  });
});

describe('what is drawn', () => {
  it('is the playground at the start of a laptop, as always', () => {
    expect(screenOf({ at: 'home' }, LAPTOP)).toEqual({ at: 'playground', project: null });
    expect(screenOf({ at: 'project', id: 'p1' }, LAPTOP)).toEqual({ at: 'playground', project: 'p1' });
  });

  it('asks nobody at a laptop to sign in, and knows no classes there', () => {
    expect(screenOf({ at: 'projects' }, LAPTOP)).toEqual({ at: 'projects' });
    for (const at of ['classes', 'account'] as const) expect(screenOf({ at }, LAPTOP)).toEqual({ at: 'nowhere' });
  });

  it('is the list of projects for whoever is signed in, but for a link that holds a set-up', () => {
    expect(screenOf({ at: 'home' }, signedIn('student'))).toEqual({ at: 'projects' });
    expect(screenOf({ at: 'home' }, signedIn('student'), true)).toEqual({ at: 'playground', project: null });
  });

  it('is the door for strangers, wherever they come, but for what is open to them', () => {
    for (const at of ['home', 'projects', 'classes', 'admin', 'account'] as const)
      expect(screenOf({ at }, stranger)).toEqual({ at: 'sign_in' });
    expect(screenOf({ at: 'project', id: 'p1' }, stranger)).toEqual({ at: 'sign_in' });
    expect(screenOf({ at: 'home' }, stranger, true)).toEqual({ at: 'sign_in' });
    for (const place of [{ at: 'join', code: 'c' }, { at: 'share' }, { at: 'nowhere' }] as const)
      expect(screenOf(place, stranger)).toEqual(place);
  });
});
