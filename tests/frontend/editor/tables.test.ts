import { expect, it } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { isShownAsStack } from '@/editor/edit';
import { switched } from '@/editor/image_changes';
import { inputNames } from '@/editor/inputs';
import { readStack } from '@/editor/stack';
import { FACTS, type Facts } from '@/editor/task';
import type { TableData } from '@/protocol/names';
import { isImages, isTable } from '@/protocol/spec';
import { freshTable } from '@/tables/choosing';

const iris: TableData = {
  kind: 'iris',
  samples: 150,
  validation_fraction: 0.2,
  test_fraction: 0.2,
  seed: 0,
  split: 'stratified',
  standardise: true,
  columns: [],
};
const facts: Facts = {
  ...FACTS,
  tasks: { ...FACTS.tasks, iris: 'multiclass', diabetes: 'regression' },
  counts: { iris: 3 },
  tables: {
    iris: { data: iris, columns: ['sepal length', 'sepal width', 'petal length', 'petal width'], most: 150 },
    diabetes: { data: { ...iris, kind: 'diabetes' }, columns: ['age', 'sex'], most: 442 },
  },
};
const widths = (spec: typeof DEFAULT_SPEC) => readStack(spec.network)?.layers.map(({ dense }) => dense.units);

it('opens a 4-5-3 network on irises, shown as a stack', () => {
  const spec = switched(DEFAULT_SPEC, 'tables', { facts, templates: [], entries: [] });
  if (!spec) throw new Error('there is a table');
  expect([isTable(spec.data), isImages(spec.data), isShownAsStack(spec)]).toEqual([true, false, true]);
  expect(widths(spec)).toEqual([5, 3]);
  expect(spec.training.loss.kind).toBe('cross_entropy');
  const values = applyChange(spec, { type: 'put_data', data: { ...iris, kind: 'diabetes' } }, facts);
  expect(widths(values)).toEqual([5, 1]);
  expect([values.training.loss.kind, readStack(values.network)?.layers.at(-1)?.dense.activation]).toEqual([
    'mse',
    'linear',
  ]);
});

it('names the inputs: those columns that are chosen, and each text of a column of texts', () => {
  expect(inputNames({ ...iris, columns: ['petal width', 'sepal width'] }, facts)).toEqual([
    'sepal width',
    'petal width',
  ]);
  const described = {
    columns: [{ name: 'age' }, { name: 'colour', categories: ['red', 'blue'] }],
    target: 'value',
    classes: ['no', 'yes', 'perhaps'],
    counts: [1, 2, 3],
  };
  const own = { ...freshTable('data_1'), target: 'value', described };
  expect(inputNames(own, facts)).toEqual(['age', 'colour = red', 'colour = blue']);
  const spec = applyChange(DEFAULT_SPEC, { type: 'put_data', data: own }, facts);
  expect(widths(spec)?.at(-1)).toBe(3);
});
