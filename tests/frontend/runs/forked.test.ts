import { expect, test } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import type { EditRun } from '@/protocol/classroom';
import { forkedRun } from '@/runs/forked';

const record = (project: string | null) => ({
  ...{ id: 'run_new', status: 'paused' as const, step: 40, epoch: 1, updates_per_s: 0, stop_reason: null },
  ...{
    metrics: {},
    spec: DEFAULT_SPEC,
    device: 'cpu',
    title: '',
    notes: '',
    project,
    parent: null,
    parent_step: null,
    user: 'me',
    created_at: '',
  },
});

test('a fork in one’s own project goes on there', async () => {
  const asked: unknown[] = [];
  const history = {
    fork: async (run: string, step: number | null) => {
      asked.push([run, step]);
      return record('project_1');
    },
    edit: () => Promise.reject(new Error('nothing to edit')),
  };
  const projects = { create: () => Promise.reject(new Error('nothing to create')) };
  expect(await forkedRun('run_1', 40, 'Mine', { history, projects })).toBe('/p/project_1?run=run_new');
  expect(asked).toEqual([['run_1', 40]]);
});

test('a fork of somebody else’s run gets a project of its own, with its set-up', async () => {
  const made: unknown[] = [];
  const history = {
    fork: async () => record(null),
    edit: async (id: string, changes: EditRun) => {
      made.push([id, changes]);
      return record('project_2');
    },
  };
  const projects = {
    create: async (title: string, document: { spec: object; drawing: unknown }) => {
      made.push([title, document.spec]);
      return {
        ...{ id: 'project_2', title, owner: 'me', version: 1, created_at: '', changed_at: '', handed_from: null },
        ...{ runs: 0, notes: '', document: { spec: {}, drawing: null }, may_write: true },
      };
    },
  };
  expect(await forkedRun('run_1', null, 'Ada’s', { history, projects })).toBe('/p/project_2?run=run_new');
  expect(made).toEqual([
    ['Ada’s', DEFAULT_SPEC],
    ['run_new', { project: 'project_2' }],
  ]);
});
