import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProblemError } from '@/protocol/problem';
import { isPoints } from '@/protocol/spec';
import { world } from './world';

const GAP = new ProblemError({ code: 'shape', detail: 'Dense takes a list of numbers.' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks for no run while something is missing, and for one as soon as nothing is', async () => {
  const { controller, created, edit, lack, settled } = world();
  lack(GAP);
  await controller.begin();
  expect(controller.building.getState()).toEqual({ phase: 'incomplete', problem: GAP });
  edit({ type: 'set_data', values: { noise: 0.3 } });
  await settled();
  controller.play();
  await settled();
  expect(created).toEqual([]);

  lack(null);
  edit({ type: 'set_data', values: { noise: 0.4 } });
  await settled();
  expect(controller.building.getState().phase).toBe('ready');
  expect(created.map(({ spec, start }) => [isPoints(spec.data) ? spec.data.noise : null, start])).toEqual([
    [0.4, true],
  ]);
});

it('takes no step in the run of before while something is missing', async () => {
  const { controller, edit, lack, said, settled } = world();
  await controller.begin();
  lack(GAP);
  edit({ type: 'set_data', values: { noise: 0.4 } });
  await settled();
  controller.step('batch');
  expect(said.filter((one) => typeof one !== 'string' && one.type === 'step')).toEqual([]);
});

it('goes back to the run of before when the edit is undone', async () => {
  const { controller, created, project, edit, lack, settled } = world();
  await controller.begin();
  lack(GAP);
  edit({ type: 'set_data', values: { noise: 0.4 } });
  await settled();
  expect(controller.building.getState().phase).toBe('incomplete');
  project.getState().undo();
  await settled();
  expect(controller.building.getState().phase).toBe('ready');
  expect(created).toHaveLength(1);
});
