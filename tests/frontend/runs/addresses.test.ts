import { expect, test } from 'vitest';
import { compareAddress, groupIn, namesIn, projectAddress, watchAddress, workAddress } from '@/runs/addresses';

test('runs and projects have their addresses', () => {
  expect(watchAddress('run_1')).toBe('/s?run=run_1');
  expect(watchAddress('run_1', 'class_1')).toBe('/s?run=run_1&class=class_1');
  expect(projectAddress('project_1')).toBe('/p/project_1');
  expect(groupIn(new URL(projectAddress('project_1', 'class_1'), 'http://x').search)).toBe('class_1');
  expect(groupIn('?run=run_1')).toBe(null);
  expect(workAddress({ id: 'run_1', project: 'project_1' })).toBe('/p/project_1?run=run_1');
  expect(workAddress({ id: 'run_1', project: null })).toBe('/?run=run_1');
});

test('whose runs are compared stays after the #, whatever people call themselves', () => {
  const names = ['Ada', 'Bob, the #1', 'ñ'];
  const { search, hash } = new URL(compareAddress(['a', 'b', 'c'], names), 'http://x');
  expect(search).toBe('?ids=a,b,c');
  expect(namesIn(hash)).toEqual(names);
  expect(compareAddress(['a', 'b'])).toBe('/compare?ids=a,b');
  expect(compareAddress(['a', 'b'], ['Ada', 'Bob'], 'class_1')).toBe('/compare?ids=a,b&class=class_1#Ada,Bob');
  expect(namesIn('')).toEqual([]);
  expect(namesIn('#%')).toEqual([]);
});
