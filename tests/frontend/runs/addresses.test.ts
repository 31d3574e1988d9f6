import { expect, test } from 'vitest';
import { compareAddress, namesIn, projectAddress, watchAddress, workAddress } from '@/runs/addresses';

test('runs and projects have their addresses', () => {
  expect(watchAddress('run_1')).toBe('/s?run=run_1');
  expect(projectAddress('project_1')).toBe('/p/project_1');
  expect(workAddress({ id: 'run_1', project: 'project_1' })).toBe('/p/project_1?run=run_1');
  expect(workAddress({ id: 'run_1', project: null })).toBe('/?run=run_1');
});

test('whose runs are compared stays after the #, whatever people call themselves', () => {
  const names = ['Ada', 'Bob, the #1', 'ñ'];
  const { search, hash } = new URL(compareAddress(['a', 'b', 'c'], names), 'http://x');
  expect(search).toBe('?ids=a,b,c');
  expect(namesIn(hash)).toEqual(names);
  expect(compareAddress(['a', 'b'])).toBe('/compare?ids=a,b');
  expect(namesIn('')).toEqual([]);
  expect(namesIn('#%')).toEqual([]);
});
