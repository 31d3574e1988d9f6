import { afterEach, expect, test } from 'vitest';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { createFollower } from '@/state/follower';
import { guarded } from '@/state/guarded';
import { permit } from '@/state/permits';
import { createProject } from '@/state/project';
import { createRunStore } from '@/state/run';
import { useScreen } from '@/state/screen';
import { world } from './world';

afterEach(() => permit({}));

test('a follower shows what the player changes while it trains, and says nothing itself', () => {
  const run = createRunStore();
  const project = createProject(DEFAULT_SPEC);
  const follower = createFollower({ session: { run, open: ({ id }) => run.open(id) }, project });
  const { record } = world();
  follower.adopt(record('r9', DEFAULT_SPEC, 'running'), DEFAULT_SPEC);
  expect(follower.building.getState().phase).toBe('ready');
  run.handle({ type: 'live', run: 'r9', path: 'training.optimiser.learning_rate', value: 0.5 });
  expect(project.getState().spec.training.optimiser.learning_rate).toBe(0.5);
  expect(project.getState().history.past).toEqual([]);
  run.handle({ type: 'live', run: 'other', path: 'training.optimiser.learning_rate', value: 0.9 });
  expect(project.getState().spec.training.optimiser.learning_rate).toBe(0.5);
});

test('play and step do nothing where they are locked or hidden, and say why', async () => {
  const { controller, said } = world();
  await controller.begin();
  const careful = guarded(controller);
  permit({ locked: new Set(['transport']), by: 'Ms Noether' });
  careful.play();
  careful.toggle();
  careful.step('epoch');
  careful.reset();
  expect(said).toEqual([]);
  expect(useScreen.getState().message).toBe(
    'Play and step are locked by Ms Noether: to be looked at, not to be changed.',
  );
  permit({});
  careful.play();
  expect(said).toEqual([{ type: 'start' }]);
});
