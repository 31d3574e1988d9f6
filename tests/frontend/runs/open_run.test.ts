import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { openRun } from '@/runs/open_run';
import { createCatalogStore } from '@/state/catalog';
import { world } from '../state/world';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page on which a run has learned, and another run of the past that can be opened. */
async function page(spec = DEFAULT_SPEC) {
  const scene = world();
  await scene.controller.begin();
  scene.train('r1', 'paused');
  scene.known.set('old', { ...scene.record('old', spec, 'paused'), step: 500 });
  const never = () => Promise.reject(new Error('no catalogue is needed'));
  const catalog = createCatalogStore({ catalog: never, templates: never });
  const rest = { run: async (id: string) => scene.known.get(id) ?? Promise.reject(new Error(`no ${id}`)) };
  const { controller, project } = scene;
  return { ...scene, open: (id: string) => openRun({ catalog, controller, project, session: { rest } }, id) };
}

test('a run of the same set-up is gone on with, and the one before is kept, paused', async () => {
  const { open, run, said, toWhom, created, settled } = await page();
  await open('old');
  await settled();
  expect(run.store.getState()).toMatchObject({ run: 'old', step: 500 });
  expect(created).toHaveLength(1);
  expect(said).toEqual([{ type: 'pause' }]);
  expect(toWhom).toEqual(['r1']);
});

test('a run of another set-up brings that along, and undo brings back both', async () => {
  const { training } = DEFAULT_SPEC;
  const other = { ...DEFAULT_SPEC, training: { ...training, batch_size: 77 } };
  const { open, run, project, created, settled } = await page(other);
  await open('old');
  await settled();
  expect(project.getState().spec.training.batch_size).toBe(77);
  expect(run.store.getState().run).toBe('old');
  project.getState().undo();
  await settled();
  expect(project.getState().spec.training.batch_size).toBe(training.batch_size);
  expect(run.store.getState().run).toBe('r1');
  expect(created).toHaveLength(1);
});

test('a run that cannot be had changes nothing', async () => {
  const { open, run, project, said } = await page();
  const before = project.getState().spec;
  await expect(open('lost')).rejects.toThrow('no lost');
  expect(run.store.getState().run).toBe('r1');
  expect(project.getState().spec).toBe(before);
  expect(said).toEqual([]);
});
