import { expect, test } from 'vitest';
import {
  agoText,
  classTelling,
  currentRun,
  ordered,
  runTitle,
  scoreText,
  untilText,
  whenText,
} from '@/classroom/telling';
import { lineOf, memberOf } from './world';

test('a student is at the run that moves, else at the newest', () => {
  const [newest, older] = [lineOf('r2', { status: 'finished' }), lineOf('r1', { status: 'running' })];
  expect(currentRun(memberOf('Ada', [newest, older]))?.id).toBe('r1');
  expect(currentRun(memberOf('Ada', [newest, lineOf('r1', { status: 'paused' })]))?.id).toBe('r2');
  expect(currentRun(memberOf('Ada', []))).toBeNull();
});

test('a class is told in one line', () => {
  expect(classTelling([])).toBe('No students yet');
  const ada = memberOf('Ada', [lineOf('r1', { status: 'running' })], { online: true });
  expect(classTelling([ada])).toBe('1 student, 1 here, 1 training');
  expect(classTelling([ada, memberOf('Bob', [])])).toBe('2 students, 1 here, 1 training');
});

test('students are ordered by name, loss, score or what needs help; who has none comes last', () => {
  const members = [
    memberOf('Zoe', [lineOf('z', { loss: 0.1, score: 0.7, status: 'paused' })]),
    memberOf('bob 10', [lineOf('b', { loss: 0.5, score: 0.9, status: 'diverged' })]),
    memberOf('Bob 9', []),
    memberOf('Ada', [lineOf('a', { loss: null, score: null, status: 'running' })]),
  ];
  const names = (order: 'name' | 'loss' | 'score' | 'state') => ordered(members, order).map(({ nickname }) => nickname);
  expect(names('name')).toEqual(['Ada', 'Bob 9', 'bob 10', 'Zoe']);
  expect(names('loss')).toEqual(['Zoe', 'bob 10', 'Ada', 'Bob 9']);
  expect(names('score')).toEqual(['bob 10', 'Zoe', 'Ada', 'Bob 9']);
  expect(names('state')).toEqual(['bob 10', 'Ada', 'Zoe', 'Bob 9']);
});

test('times are told as people say them', () => {
  const now = new Date(2030, 4, 3, 12, 0);
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  expect(whenText(after(3600), now)).toBe('13:00');
  expect(whenText(after(2 * 86400), now)).toBe('5 May, 12:00');
  expect(whenText(after(400 * 86400), now)).toBe('7 Jun 2031, 12:00');
  expect(untilText(after(-1), now)).toBe('over');
  expect(untilText(after(45 * 60), now)).toBe('45 min');
  expect(untilText(after(8 * 3600), now)).toBe('8 h');
  expect(untilText(after(7 * 86400), now)).toBe('7 days');
  expect(agoText(after(-10), now)).toBe('just now');
  expect(agoText(after(-600), now)).toBe('10 min ago');
  expect(agoText(after(-3 * 86400), now)).toBe('3 days ago');
});

test('scores and runs without a name are told', () => {
  expect(scoreText({ score: null, score_name: '' })).toBe('–');
  expect(scoreText({ score: 0.9312, score_name: 'accuracy' })).toBe('93.1 %');
  expect(scoreText({ score: 0.9312, score_name: 'dice' })).toBe('0.931');
  expect(runTitle(lineOf('r', { title: 'With dropout' }))).toBe('With dropout');
  expect(runTitle(lineOf('r', { title: '' }))).toMatch(/^Run of /);
});
