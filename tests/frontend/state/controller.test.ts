import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { encodeSpec } from '@/editor/link';
import { ProblemError } from '@/protocol/problem';
import { world } from './world';

const WIDER: Change = { type: 'set_units', node: 'h1', units: 6 };

describe('createController', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes a run that waits, so that there is something to see before play', async () => {
    const { controller, created, memory } = world();
    await controller.begin();
    expect(created).toEqual([{ spec: DEFAULT_SPEC, start: false }]);
    expect(memory.size).toBe(0);
    controller.leave();
    expect(memory.get('glassnet.run')).toBe(`r1 ${encodeSpec(DEFAULT_SPEC)}`);
  });

  it('goes on with the run that the tab had', async () => {
    const { controller, created, known, memory, record, run } = world(`r9 ${encodeSpec(DEFAULT_SPEC)}`);
    known.set('r9', record('r9', DEFAULT_SPEC, 'running'));
    await controller.begin();
    expect(created).toEqual([]);
    expect(run.store.getState().run).toBe('r9');
    expect(memory.size).toBe(0); // a copy of the tab finds nothing to share
  });

  it('finds the run of the tab again when the server is back', async () => {
    const { controller, created, known, record, refuse, run, settled } = world(`r9 ${encodeSpec(DEFAULT_SPEC)}`);
    known.set('r9', record('r9', DEFAULT_SPEC, 'paused'));
    refuse(new ProblemError({ code: 'unreachable', detail: 'Not there.' }));
    await controller.begin();
    refuse(null);
    run.setConnection('open');
    await settled();
    expect(created).toEqual([]);
    expect(run.store.getState().run).toBe('r9');
  });

  it('makes a new one where the old is gone or of another set-up', async () => {
    const gone = world(`r9 ${encodeSpec(DEFAULT_SPEC)}`);
    await gone.controller.begin();
    expect(gone.created).toHaveLength(1);
    const other = world('r9 data=xor');
    other.known.set('r9', other.record('r9', DEFAULT_SPEC, 'running'));
    await other.controller.begin();
    expect(other.created).toHaveLength(1);
  });

  it('tells live values without a new run', async () => {
    const { controller, edit, created, said, settled } = world();
    await controller.begin();
    edit({ type: 'set_knob', knob: 'learning_rate', value: 0.3 });
    await settled();
    expect(created).toHaveLength(1);
    expect(said).toEqual([{ type: 'set_live', path: 'training.optimiser.learning_rate', value: 0.3 }]);
  });

  it('makes one new run of a drag, deletes the one that never trained, and keeps waiting', async () => {
    const { controller, edit, created, said, settled } = world();
    await controller.begin();
    for (const noise of [0.2, 0.3, 0.4]) edit({ type: 'set_data', values: { noise } });
    await settled();
    expect(created.slice(1).map(({ spec, start }) => ['noise' in spec.data && spec.data.noise, start])).toEqual([
      [0.4, false],
    ]);
    expect(said).toEqual(['delete r1']);
  });

  it('keeps playing over an edit that rebuilds', async () => {
    const { controller, edit, created, said, settled, train } = world();
    await controller.begin();
    controller.play();
    train('r1');
    edit(WIDER);
    await settled();
    expect(created.at(-1)?.start).toBe(true);
    expect(said).toEqual([{ type: 'start' }, { type: 'pause' }]);
  });

  it('undoes by hand what was set by hand', async () => {
    const { controller, project, said, settled } = world();
    await controller.begin();
    project.getState().setWeight({ node: 'h1', name: 'bias', index: [0], value: 2 }, 0.5);
    project.getState().undo();
    await settled();
    expect(said).toEqual([
      { type: 'set_weight', node: 'h1', name: 'bias', index: [0], value: 2 },
      { type: 'set_weight', node: 'h1', name: 'bias', index: [0], value: 0.5 },
    ]);
  });

  it('shows a refusal and keeps both the edit and the old run', async () => {
    const { controller, edit, project, refuse, run, settled } = world();
    await controller.begin();
    refuse(new ProblemError({ code: 'too_large', detail: 'Too large.', where: 'network' }));
    edit(WIDER);
    await settled();
    expect(controller.building.getState()).toMatchObject({ phase: 'refused', problem: { detail: 'Too large.' } });
    expect(run.store.getState().run).toBe('r1');
    expect(project.getState().spec.network.nodes[1]).toMatchObject({ units: 6 });
    refuse(null);
    project.getState().undo();
    await settled();
    expect(controller.building.getState()).toEqual({ phase: 'ready', problem: null });
  });

  it('makes its run when the server is back', async () => {
    const { controller, created, refuse, run, settled } = world();
    refuse(new ProblemError({ code: 'unreachable', detail: 'Not there.' }));
    await controller.begin();
    expect(controller.building.getState().phase).toBe('unreachable');
    refuse(null);
    run.setConnection('open');
    await settled();
    expect(created).toHaveLength(1);
  });

  it('makes another run when its own was deleted elsewhere', async () => {
    const { controller, created, deafen, run, settled } = world();
    await controller.begin();
    deafen(new ProblemError({ code: 'no_such_run', detail: 'There is no run r1.' }));
    controller.play();
    await settled();
    expect(created).toHaveLength(2);
    expect(run.store.getState().run).toBe('r2');
  });

  it('tries again on play and on demand, and starts what was asked for', async () => {
    const { controller, created, refuse, said, settled } = world();
    refuse(new ProblemError({ code: 'too_many_live_runs', detail: 'No room.' }));
    await controller.begin();
    controller.play();
    await settled();
    expect(controller.building.getState()).toMatchObject({ phase: 'refused', problem: { detail: 'No room.' } });
    refuse(null);
    controller.retry();
    await settled();
    expect(created).toEqual([{ spec: DEFAULT_SPEC, start: true }]);
    expect(said).toEqual([]);
    controller.retry();
    await settled();
    expect(created).toHaveLength(1);
  });

  it('starts anew where a run was ended for good', async () => {
    const { controller, created, run, settled } = world();
    await controller.begin();
    run.open('r1', { status: 'stopped' });
    controller.play();
    await settled();
    expect(created.at(-1)?.start).toBe(true);
  });
});
