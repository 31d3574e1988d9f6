import { beforeEach, describe, expect, it } from 'vitest';
import type { EventSpec, StatusEvent } from '@/protocol/names';
import { dispatch, type Handlers } from '@/state/dispatch';
import { createRunStore, type RunStore } from '@/state/run';

let now: number;
let timers: { at: number; callback: () => void }[];
let run: RunStore;
let shown: number[];

/** Lets time pass. */
function pass(milliseconds: number): void {
  now += milliseconds;
  const due = timers.filter(({ at }) => at <= now);
  timers = timers.filter(({ at }) => at > now);
  for (const { callback } of due) callback();
}

const status = (step: number, more: Partial<StatusEvent> = {}): StatusEvent => ({
  type: 'status',
  run: 'r',
  placement: 1,
  status: 'running',
  step,
  epoch: step / 10,
  batch: 0,
  batches: 10,
  sample: 0,
  updates_per_s: 100,
  queue_position: null,
  queue_for: null,
  queue_wait_s: null,
  stop_reason: null,
  device: 'CPU',
  ...more,
});

beforeEach(() => {
  now = 1000;
  timers = [];
  shown = [];
  run = createRunStore({
    now: () => now,
    after: (milliseconds, callback) => void timers.push({ at: now + milliseconds, callback }),
  });
  run.open('r');
  run.store.subscribe(({ step }, before) => {
    if (step !== before.step) shown.push(step);
  });
});

describe('the status of a running run', () => {
  it('reaches React at most four times a second, the newest at the end', () => {
    for (let step = 1; step <= 20; step++) {
      run.handle(status(step));
      pass(50);
    }
    pass(250);
    expect(shown.length).toBeLessThanOrEqual(5);
    expect(shown.at(-1)).toBe(20);
  });

  it('is always current for what is painted', () => {
    run.handle(status(1));
    run.handle(status(2, { updates_per_s: 7 }));
    expect(shown).toEqual([1]);
    expect(run.hot).toEqual({ step: 2, epoch: 0.2, updates_per_s: 7 });
  });

  it('reaches React at once when it changes, and is not overwritten by what waited', () => {
    run.handle(status(1));
    run.handle(status(2));
    const stop_reason = {
      rule: 'diverged',
      detail: 'd',
      hint: 'h',
      step: 3,
      node: 'h1',
      can_go_on: true,
      best_step: null,
    } as const;
    run.handle(status(3, { status: 'diverged', stop_reason }));
    expect(run.store.getState()).toMatchObject({ status: 'diverged', step: 3, stop_reason });
    pass(1000);
    expect(shown).toEqual([1, 3]);
  });

  it('keeps in mind where it ended while it goes on from there, and not when it begins anew', () => {
    const end = (rule: 'early_stopping' | 'idle', step: number) =>
      ({ rule, detail: '', hint: '', step, node: null, can_go_on: true, best_step: null }) as const;
    run.handle(status(3, { status: 'finished', stop_reason: end('early_stopping', 3) }));
    run.handle(status(4, { status: 'paused', stop_reason: end('idle', 4) }));
    pass(1000);
    run.handle(status(5));
    expect(run.store.getState()).toMatchObject({ step: 5, stop_reason: null, ended: { step: 3 } });
    pass(1000);
    run.handle(status(0, { status: 'paused' }));
    expect(run.store.getState().ended).toBeNull();
  });

  it('reaches React at once while paused: a single step is seen', () => {
    run.handle(status(1, { status: 'paused' }));
    run.handle(status(2, { status: 'paused' }));
    expect(shown).toEqual([1, 2]);
  });

  it('is passed over when it is of another run or of a placement that was replaced', () => {
    run.handle(status(5, { placement: 2 }));
    run.handle(status(4, { placement: 1, status: 'paused' }));
    run.handle(status(9, { run: 'other', status: 'paused' }));
    expect(run.store.getState()).toMatchObject({ step: 5, status: 'running' });
  });

  it('of the run before does not show up in the next', () => {
    run.handle(status(1));
    run.handle(status(2));
    run.open('next', { status: 'paused', step: 7 });
    pass(1000);
    expect(run.store.getState()).toMatchObject({ run: 'next', status: 'paused', step: 7 });
    expect(run.hot.step).toBe(7);
    run.handle(status(1, { run: 'next', placement: 1 }));
    expect(run.store.getState().step).toBe(1);
  });
});

describe('other events', () => {
  it('leave their facts', () => {
    const sample = {
      type: 'sample',
      run: 'r',
      step: 1,
      position: 2,
      of: 10,
      index: 33,
      inputs: [1],
      target: [1],
      output: [0.5],
      loss: 0.25,
      change: {},
    } as const satisfies EventSpec;
    const looked_at = { ...sample, inputs: [1], target: [1], output: [0.5] };
    run.handle(looked_at);
    run.handle({ type: 'compiled', run: 'r', seconds: 0.4, cached: true });
    run.handle({ type: 'live', run: 'r', path: 'training.l2', value: 0.1 });
    run.handle({ type: 'live', run: 'r', path: 'training.max_epochs', value: null });
    run.handle({ type: 'welcome', version: '0.1', window: 2 });
    run.handle({ type: 'gone', run: 'r' });
    expect(run.store.getState()).toMatchObject({
      looked_at,
      compiled: { seconds: 0.4, cached: true },
      live: { 'training.l2': 0.1, 'training.max_epochs': null },
      server: '0.1',
      gone: true,
    });
  });

  it('of another run leave nothing', () => {
    const before = run.store.getState();
    run.handle({ type: 'live', run: 'other', path: 'training.l2', value: 0.1 });
    run.handle({ type: 'compiled', run: 'other', seconds: 1, cached: false });
    run.handle({ type: 'gone', run: 'other' });
    run.handle({ type: 'notice', run: 'other', code: 'n', detail: 'd' });
    run.handle({ type: 'problem', id: null, run: 'other', code: 'p', detail: 'd', hint: '', where: '' });
    expect(run.store.getState()).toBe(before);
  });

  it('tell of trouble until it is dismissed, except for what answers a command', () => {
    const problem = { type: 'problem', run: 'r', detail: 'd', hint: 'h', where: 'w' } as const;
    run.handle({ ...problem, id: null, code: 'one' });
    run.handle({ ...problem, id: 'tab-1', code: 'answer' });
    run.handle({ ...problem, id: null, run: null, code: 'two' });
    run.handle({ type: 'notice', run: null, code: 'n', detail: 'resumed at step 5' });
    const { problems, notices } = run.store.getState();
    expect(problems.map(({ code }) => code)).toEqual(['one', 'two']);
    expect(notices.map(({ detail }) => detail)).toEqual(['resumed at step 5']);
    run.dismissProblem(problems[0]?.id ?? -1);
    run.dismissNotice(notices[0]?.id ?? -1);
    expect(run.store.getState().problems.map(({ code }) => code)).toEqual(['two']);
    expect(run.store.getState().notices).toEqual([]);
  });
});

describe('dispatch', () => {
  it('calls the one handler of the type', () => {
    const called: string[] = [];
    const handlers: Handlers = {
      status: () => called.push('status'),
      compiled: () => called.push('compiled'),
      metrics: () => called.push('metrics'),
      sample: () => called.push('sample'),
      live: () => called.push('live'),
      notice: () => called.push('notice'),
      done: () => called.push('done'),
      problem: () => called.push('problem'),
      gone: () => called.push('gone'),
      pong: () => called.push('pong'),
      welcome: () => called.push('welcome'),
    };
    const events: EventSpec[] = [
      status(1),
      { type: 'compiled', run: 'r', seconds: 1, cached: false },
      { type: 'metrics', run: 'r', history: 0, first: 0, rows: {} },
      {
        type: 'sample',
        run: 'r',
        step: 0,
        position: 1,
        of: 1,
        index: 0,
        inputs: [],
        target: [],
        output: [],
        loss: null,
        change: {},
      },
      { type: 'live', run: 'r', path: 'p', value: 1 },
      { type: 'notice', run: null, code: 'c', detail: 'd' },
      { type: 'done', id: '1', run: 'r', step: 0, status: 'paused' },
      { type: 'problem', id: null, run: null, code: 'c', detail: 'd', hint: '', where: '' },
      { type: 'gone', run: 'r' },
      { type: 'pong', sent_ms: 0 },
      { type: 'welcome', version: '1', window: 2 },
    ];
    for (const event of events) dispatch(event, handlers);
    expect(called).toEqual(events.map(({ type }) => type));
    expect(called).toEqual(Object.keys(handlers));
  });
});
