import { expect, test } from 'vitest';
import { whoseIs } from '@/classroom/whose';
import type { ClassView, Member } from '@/protocol/classroom';

const VIEW: ClassView = {
  ...{ id: 'class_1', title: 'Rings 9b', weight: 1, created_at: '2030-05-03T08:00:00Z', closed_at: null, members: 1 },
  code: null,
};
const ADA: Member = {
  ...{ account: 'user_1', nickname: 'Ada', joined_at: '2030-05-03T08:00:00Z', seen_at: null, online: true },
  ...{ has_password: false, projects: [], runs: [] },
};
const rest = { one: async () => VIEW, members: async () => [ADA] };

test('a student is known to the teacher of their class only', async () => {
  const group = { id: 'class_1', title: 'Rings 9b' };
  expect(await whoseIs('user_1', 'class_1', rest)).toEqual({ nickname: 'Ada', group, projects: [] });
  expect(await whoseIs('user_2', 'class_1', rest)).toBe(null);
  expect(await whoseIs('user_1', 'class_1', { ...rest, one: () => Promise.reject(new Error('not found')) })).toBe(null);
});
