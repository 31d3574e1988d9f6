import { afterEach, expect, test } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { mayChange, permit, refusal, usePermits } from '@/state/permits';
import { createProject } from '@/state/project';
import { useScreen } from '@/state/screen';

afterEach(() => permit({}));

test('without a share everything may be changed', () => {
  const permits = usePermits.getState();
  for (const control of ['data', 'network', 'training', 'transport', 'views'] as const)
    expect(mayChange(permits, control)).toBe(true);
  expect(refusal(permits, DEFAULT_SPEC, structuredClone(DEFAULT_SPEC))).toBeNull();
});

test('what is locked or hidden is refused by name, the rest is not', () => {
  permit({ locked: new Set(['data']), hidden: new Set(['network']), by: 'Ms Noether' });
  const permits = usePermits.getState();
  const { training, data, network } = DEFAULT_SPEC;
  expect(refusal(permits, DEFAULT_SPEC, { ...DEFAULT_SPEC, data: { ...data, seed: 9 } })).toBe(
    'The data are locked by Ms Noether: to be looked at, not to be changed.',
  );
  expect(refusal(permits, DEFAULT_SPEC, { ...DEFAULT_SPEC, network: { ...network, edges: [] } })).toMatch(
    /^The network/,
  );
  expect(refusal(permits, DEFAULT_SPEC, { ...DEFAULT_SPEC, training: { ...training, seed: 3 } })).toBeNull();
});

test('an edit of a locked part changes nothing and says why', () => {
  permit({ locked: new Set(['training']) });
  const project = createProject(DEFAULT_SPEC);
  const { training } = DEFAULT_SPEC;
  project.getState().commit({ ...DEFAULT_SPEC, training: { ...training, batch_size: 3 } });
  expect(project.getState().spec).toBe(DEFAULT_SPEC);
  expect(project.getState().history.past).toEqual([]);
  expect(useScreen.getState().message).toMatch(/^The training settings are locked/);
  project.getState().load({ ...DEFAULT_SPEC, training: { ...training, batch_size: 3 } });
  expect(project.getState().spec.training.batch_size).toBe(3);
});
