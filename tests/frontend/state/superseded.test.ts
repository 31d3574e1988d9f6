import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '@/editor/changes';
import { world } from './world';

const units = (count: number): Change => ({ type: 'set_units', node: 'h1', units: count });

describe('a superseded run', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('comes back, still trained, when the edit is undone', async () => {
    const { controller, edit, created, project, run, said, settled, train } = world();
    await controller.begin();
    train('r1', 'paused');
    edit(units(6));
    await settled();
    expect(run.store.getState().run).toBe('r2');
    project.getState().undo();
    await settled();
    expect(created).toHaveLength(2);
    expect(run.store.getState()).toMatchObject({ run: 'r1', step: 10 });
    expect(said).toEqual([{ type: 'pause' }, 'delete r2']);
  });

  it('goes on playing when it comes back while another played', async () => {
    const { controller, edit, project, said, settled, toWhom, train } = world();
    await controller.begin();
    controller.play();
    train('r1');
    edit(units(6));
    await settled();
    train('r2');
    project.getState().undo();
    await settled();
    expect(said.at(-1)).toEqual({ type: 'start' });
    expect(toWhom).toEqual(['r1', 'r1', 'r2', 'r1']);
  });

  it('is told the live values that changed meanwhile', async () => {
    const { controller, edit, created, said, settled, train } = world();
    await controller.begin();
    train('r1', 'paused');
    edit(units(6));
    await settled();
    edit({ type: 'set_knob', knob: 'learning_rate', value: 0.3 });
    edit(units(4));
    await settled();
    expect(created).toHaveLength(2);
    expect(said.at(-1)).toEqual({ type: 'set_live', path: 'training.optimiser.learning_rate', value: 0.3 });
  });

  it('is kept when its weights were set by hand', async () => {
    const { controller, edit, project, run, settled } = world();
    await controller.begin();
    project.getState().setWeight({ node: 'h1', name: 'bias', index: [0], value: 2 }, 0.5);
    edit(units(6));
    await settled();
    project.getState().undo();
    await settled();
    expect(run.store.getState().run).toBe('r1');
  });

  it('is made anew when it is gone', async () => {
    const { controller, edit, created, known, project, settled, train } = world();
    await controller.begin();
    train('r1', 'paused');
    edit(units(6));
    await settled();
    known.delete('r1');
    project.getState().undo();
    await settled();
    expect(created).toHaveLength(3);
  });

  it('is ended when eight others came after it', async () => {
    const { controller, edit, said, settled, toWhom, train } = world();
    await controller.begin();
    for (let count = 5; count <= 13; count += 1) {
      train(`r${count - 4}`, 'paused');
      edit(units(count));
      await settled();
    }
    expect(said.filter((one) => typeof one !== 'string' && one.type === 'stop')).toHaveLength(1);
    expect(toWhom.at(-1)).toBe('r1');
  });
});
