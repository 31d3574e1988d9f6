import { expect, it } from 'vitest';
import { LAPTOP, type Me } from '@/protocol/people';
import { askWho, signedOut, useWho } from '@/state/who';
import { createPeopleRest } from '@/transport/people';

const ada: Me = { ...LAPTOP, mode: 'hosted', account: { id: 'u1', role: 'student', name: 'Ada', has_password: false } };

it('knows who asks, and forgets who is signed out', async () => {
  await askWho(createPeopleRest('/api/v1', async () => Response.json(ada)));
  expect(useWho.getState()).toMatchObject({ phase: 'known', me: ada });
  signedOut();
  expect(useWho.getState().me).toMatchObject({ mode: 'hosted', account: null });
});

it('says that nobody can be asked, and keeps whom it knew', async () => {
  await askWho(createPeopleRest('/api/v1', () => Promise.reject(new TypeError('Failed to fetch'))));
  expect(useWho.getState()).toMatchObject({ phase: 'unreachable', problem: { code: 'unreachable' } });
});
