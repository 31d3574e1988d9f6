import { expect, it } from 'vitest';
import { applyChange } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { createProject } from '@/state/project';

const bias = (value: number) => ({ node: 'h1', name: 'bias' as const, index: [0], value });
const wider = applyChange(DEFAULT_SPEC, { type: 'set_units', node: 'h1', units: 6 });

it('passes over numbers set by hand in other runs, back and forth', () => {
  const project = createProject(DEFAULT_SPEC, () => 0);
  const { attach, commit, redo, setWeight, undo } = project.getState();
  attach('r1');
  commit(wider);
  setWeight(bias(2), 1);
  attach('r2');
  undo();
  expect(project.getState()).toMatchObject({ spec: DEFAULT_SPEC, last: { kind: 'spec' } });
  redo();
  redo();
  expect(project.getState()).toMatchObject({ spec: wider, last: { kind: 'spec' } });
  attach('r1');
  undo();
  expect(project.getState().last).toMatchObject({ kind: 'weight', weight: { value: 1 } });
});

it('takes over values without a trace', () => {
  const project = createProject(DEFAULT_SPEC, () => 0);
  project.getState().takeOver(wider);
  expect(project.getState()).toMatchObject({ spec: wider, last: null, history: { past: [] } });
});

it('counts what others did as if it had always been there', () => {
  const project = createProject(DEFAULT_SPEC, () => 0);
  project.getState().commit(wider);
  const noisier = (spec: typeof DEFAULT_SPEC) => applyChange(spec, { type: 'set_data', values: { noise: 0.4 } });
  project.getState().rebase((spec, drawing) => ({ spec: noisier(spec), drawing }));
  expect(project.getState().spec).toEqual(noisier(wider));
  project.getState().undo();
  expect(project.getState().spec).toEqual(noisier(DEFAULT_SPEC));
  project.getState().redo();
  expect(project.getState().spec).toEqual(noisier(wider));
});

it('forgets steps that cannot stand beside what others did', () => {
  const project = createProject(DEFAULT_SPEC, () => 0);
  project.getState().commit(wider);
  project.getState().commit(applyChange(wider, { type: 'set_data', values: { noise: 0.4 } }));
  project.getState().rebase((spec, drawing) => (spec === DEFAULT_SPEC ? null : { spec, drawing }));
  expect(project.getState().history.past).toHaveLength(1);
});
