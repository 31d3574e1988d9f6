import { describe, expect, it } from 'vitest';
import type { TableColumn } from '@/protocol/library';
import type { DescribedTable } from '@/protocol/names';
import {
  balance,
  choiceOf,
  columnTelling,
  delimiterOf,
  freshTable,
  isTableFile,
  roleOf,
  short,
  tablesAmong,
  withRole,
} from '@/tables/choosing';

const column = (name: string, values: Partial<TableColumn> = {}): TableColumn => ({
  name,
  kind: 'number',
  usable: true,
  counting: false,
  missing: 0,
  distinct: 5,
  classes: [],
  counts: [],
  low: 0,
  high: 1,
  mean: 0.5,
  spread: 0.2,
  histogram: [1, 2],
  ...values,
});
const columns = ['a', 'b', 'who', 'kind'].map((name) => column(name));
const chosen: DescribedTable = {
  columns: [{ name: 'a' }, { name: 'b' }, { name: 'who' }],
  target: 'kind',
  classes: ['x', 'y'],
  counts: [3, 4],
};
const world = { columns, target: 'kind', chosen };
const fresh = choiceOf(freshTable('data_1'));
const roles = (choice: typeof fresh): string[] => columns.map(({ name }) => roleOf(name, choice, chosen, world.target));

describe('the roles of columns', () => {
  it('are what the server made of a choice until one is changed', () => {
    expect(roles(fresh)).toEqual(['input', 'input', 'input', 'target']);
  });
  it('leave a column out, and take it in again', () => {
    const without = withRole(fresh, 'b', 'out', world);
    expect(without.columns).toEqual(['a', 'who']);
    expect(roles(without)).toEqual(['input', 'out', 'input', 'target']);
    expect(roles(withRole(without, 'b', 'input', world))).toEqual(roles(fresh));
  });
  it('make another column the one to learn, which is no input then', () => {
    const next = withRole(withRole(fresh, 'b', 'out', world), 'a', 'target', world);
    expect(next.target).toBe('a');
    expect(next.columns).toEqual(['who']);
  });
  it('group by a column, and let go of it when it becomes an input', () => {
    const grouped = withRole(fresh, 'who', 'group', world);
    expect(roles(grouped)).toEqual(['input', 'input', 'group', 'target']);
    expect(withRole(grouped, 'who', 'input', world).group_by).toBe('');
  });
});

describe('a column in words', () => {
  it('says what it holds', () => {
    expect(columnTelling(column('a', { low: 4.3, high: 7.9 }))).toBe('4.3 to 7.9');
    expect(columnTelling(column('a', { kind: 'text', distinct: 3 }))).toBe('3 texts');
    expect(columnTelling(column('a', { counting: true }))).toBe('counts the rows');
    expect(columnTelling(column('a', { distinct: 0 }))).toBe('empty');
  });
  it('has numbers of few digits, with a true minus', () => {
    expect([short(-1.23456), short(1500), short(0.00001), short(Number.NaN)]).toEqual([
      '−1.235',
      '1,500',
      '1.00e-5'.replace('-', '−'),
      '–',
    ]);
  });
});

it('measures the balance of the classes by the largest', () => {
  expect(balance(['x', 'y'], [10, 5]).map(({ share }) => share)).toEqual([1, 0.5]);
});

it('knows tables by the names of their files, and delimiters by their sign', () => {
  expect(['a.csv', 'A.TSV', 'seeds.txt', 'a.zip'].map((name) => isTableFile({ name }))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect([delimiterOf(';'), delimiterOf('\t'), delimiterOf('x')]).toEqual(['semicolon', 'tab', 'auto']);
});

it('takes of two tables the one called so to test with', () => {
  const named = (...names: string[]) => {
    const { file, test } = tablesAmong(names.map((name) => ({ name })));
    return [file?.name, test?.name];
  };
  expect(named('houses_test.csv', 'houses.csv')).toEqual(['houses.csv', 'houses_test.csv']);
  expect(named('notes.pdf', 'contest.csv.gz')).toEqual(['contest.csv.gz', undefined]);
  expect(named('a.csv', 'b.csv')).toEqual(['a.csv', undefined]);
  expect(named('a.png')).toEqual([undefined, undefined]);
});
