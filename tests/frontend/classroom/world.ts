import type { Member, RunLine } from '@/protocol/classroom';

/** A run in a list. */
export const lineOf = (id: string, values: Partial<RunLine> = {}): RunLine => ({
  id,
  title: '',
  status: 'running',
  step: 100,
  epoch: 2.5,
  updates_per_s: 1000,
  loss: 0.25,
  validation_loss: null,
  score: 0.9,
  score_name: 'accuracy',
  project: null,
  created_at: '2030-05-03T10:00:00Z',
  ...values,
});

/** A student of a class. */
export const memberOf = (nickname: string, runs: RunLine[], values: Partial<Member> = {}): Member => ({
  account: `user_${nickname}`,
  nickname,
  joined_at: '2030-05-03T09:00:00Z',
  seen_at: null,
  online: false,
  has_password: false,
  projects: [],
  runs,
  ...values,
});
