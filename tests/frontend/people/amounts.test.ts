import { expect, it } from 'vitest';
import { amountsOf, countText, sizeText, timeText } from '@/people/amounts';
import { initialsOf, waysOf } from '@/people/ways';
import type { Account, Amounts } from '@/protocol/people';
import { LAPTOP } from '@/protocol/people';

const NONE: Amounts = {
  ...{ runs: null, live_runs: null, parameters: null, flops_per_update: null },
  ...{ activation_bytes: null, storage_bytes: null, upload_bytes: null, training_s: null },
};

it('tells what is used of what may be, and leaves out what nobody limits or counts', () => {
  const found = amountsOf({ ...NONE, runs: 50, parameters: 2e6 }, { ...NONE, runs: 10, training_s: 5400 });
  expect(found).toEqual([
    { title: 'Runs kept', text: '10 of 50', share: 0.2 },
    { title: 'Training today', text: '1 h 30 min', share: null },
    { title: 'Learned numbers of a network', text: 'up to 2 million', share: null },
  ]);
  expect(amountsOf(null, null)).toEqual([]);
});

it('writes amounts as people say them', () => {
  expect([sizeText(999), sizeText(1_500_000), sizeText(5e8)]).toEqual(['999 bytes', '1.5 MB', '500 MB']);
  expect([countText(1234), countText(2.5e9)]).toEqual(['1,234', '2.5 billion']);
  expect([timeText(20), timeText(90), timeText(7260)]).toEqual(['20 s', '1 min', '2 h 1 min']);
});

it('leads everybody to what is there for them only', () => {
  const waysFor = (role: Account['role']): string[] =>
    waysOf({ mode: 'hosted', account: { id: 'u', role, name: 'Ada', has_password: true } }).map(
      ({ address }) => address,
    );
  expect(waysFor('student')).toEqual(['/']);
  expect(waysFor('teacher')).toEqual(['/', '/class']);
  expect(waysFor('admin')).toEqual(['/', '/class', '/admin']);
  expect(waysOf({ mode: 'hosted', account: null })).toEqual([]);
  expect(waysOf(LAPTOP).map(({ address }) => address)).toEqual(['/', '/projects']);
});

it('shortens a name to its first letters', () => {
  expect([initialsOf('Ada Lovelace King'), initialsOf('zoë'), initialsOf('🦊 fox'), initialsOf('  ')]).toEqual([
    ...['AL', 'Z', '🦊F', ''],
  ]);
});
