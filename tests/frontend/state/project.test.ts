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
