import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { encodeSpec } from '@/editor/link';
import { ProblemError } from '@/protocol/problem';
import { world } from './world';

const RATE = 'training.optimiser.learning_rate';
const rate = (value: number): Change => ({ type: 'set_knob', knob: 'learning_rate', value });
const said_rate = (value: number) => ({ type: 'set_live', path: RATE, value });

describe('live values', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are said again when the connection that lost them is back', async () => {
    const { controller, deafen, edit, run, said, settled } = world();
    await controller.begin();
    run.setConnection('reconnecting');
    deafen(new ProblemError({ code: 'no_answer', detail: 'No answer.' }));
    edit(rate(0.3));
    await settled();
    expect(run.store.getState().problems).toEqual([]);
    deafen(null);
    run.setConnection('open');
    await settled();
    expect(said).toEqual([said_rate(0.3), said_rate(0.3)]);
    run.setConnection('reconnecting');
  });

  it('that were refused are told of, and said with the next edit', async () => {
    const { controller, deafen, edit, run, said, settled } = world();
    await controller.begin();
    deafen(new ProblemError({ code: 'out_of_range', detail: 'Too large.' }));
    edit(rate(3));
    await settled();
    expect(run.store.getState().problems).toMatchObject([{ detail: 'Too large.' }]);
    deafen(null);
    edit({ type: 'set_training', values: { l2: 0.1 } });
    expect(said.slice(1)).toEqual([said_rate(3), { type: 'set_live', path: 'training.l2', value: 0.1 }]);
  });

  it('set elsewhere are shown, neither answered nor undone', async () => {
    const { controller, project, run, said, settled } = world();
    await controller.begin();
    run.handle({ type: 'live', run: 'r1', path: RATE, value: 0.3 });
    run.handle({ type: 'live', run: 'r1', path: 'network.nodes.h1.weight.0.0', value: 1 });
    await settled();
    expect(project.getState().spec.training.optimiser.learning_rate).toBe(0.3);
    expect(project.getState().history.past).toEqual([]);
    expect(said).toEqual([]);
  });

  it('do not pull at the slider that set them', async () => {
    const { controller, edit, project, run } = world();
    await controller.begin();
    edit(rate(0.1));
    edit(rate(0.2));
    run.handle({ type: 'live', run: 'r1', path: RATE, value: 0.1 });
    expect(project.getState().spec.training.optimiser.learning_rate).toBe(0.2);
    await vi.advanceTimersByTimeAsync(3000);
    run.handle({ type: 'live', run: 'r1', path: RATE, value: 0.5 });
    expect(project.getState().spec.training.optimiser.learning_rate).toBe(0.5);
  });

  it('are those of the page when it finds its run again', async () => {
    const { controller, known, record, said } = world(`r9 ${encodeSpec(DEFAULT_SPEC)}`);
    const other = { ...DEFAULT_SPEC, training: { ...DEFAULT_SPEC.training, l2: 0.5 } };
    known.set('r9', record('r9', other, 'paused'));
    await controller.begin();
    expect(said).toEqual([{ type: 'set_live', path: 'training.l2', value: 0 }]);
  });

  it('of a run that has ended wait for the next', async () => {
    const { controller, created, edit, run, said, settled } = world();
    await controller.begin();
    run.open('r1', { status: 'stopped' });
    edit(rate(0.3));
    controller.play();
    await settled();
    expect(said).toEqual([]);
    expect(created.at(-1)?.spec.training.optimiser.learning_rate).toBe(0.3);
  });
});

it('says nothing of steps that come before the last is done', async () => {
  const { controller, deafen, run } = world();
  await controller.begin();
  deafen(new ProblemError({ code: 'stepping', detail: 'Not done yet.' }));
  controller.step('epoch');
  await Promise.resolve();
  await Promise.resolve();
  expect(run.store.getState().problems).toEqual([]);
});
