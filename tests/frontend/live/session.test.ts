// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createSession, type Session } from '@/live/session';
import { createWatches } from '@/live/watches';
import type { Command, RunRecord, StatusEvent } from '@/protocol/names';
import { ProblemError } from '@/protocol/problem';
import { createReplaySocket, type ReplaySocket } from '@/transport/replay';
import { createRest } from '@/transport/rest';
import { frame } from './frame';

const record = (id: string): RunRecord => ({
  id,
  status: 'paused',
  step: 40,
  epoch: 2.5,
  updates_per_s: 0,
  stop_reason: null,
  metrics: {},
  spec: {
    network: { nodes: [], edges: [] },
    data: { kind: 'xor', samples: 1, noise: 0, validation_fraction: 0, test_fraction: 0, features: [], seed: 0 },
    training: {
      loss: { kind: 'mse' },
      optimiser: { kind: 'sgd', learning_rate: 0.1 },
      batch_size: 1,
      max_epochs: null,
      stop_below: null,
      updates_per_s: null,
      seed: 0,
      l1: 0,
      l2: 0,
    },
  },
  device: 'CPU',
});
const status = (run: string, placement: number, step: number): StatusEvent => ({
  type: 'status',
  run,
  placement,
  status: 'paused',
  step,
  epoch: 1,
  batch: 0,
  batches: 10,
  sample: 0,
  updates_per_s: 5,
  queue_position: null,
  queue_for: null,
  queue_wait_s: null,
  stop_reason: null,
  device: 'CPU',
});

let socket: ReplaySocket;
let session: Session;
let animate: () => void;
let asked: string[];

beforeEach(() => {
  socket = createReplaySocket();
  asked = [];
  session = createSession({
    socket,
    rest: createRest('', (url) => {
      asked.push(url);
      const rows = { step: [0, 1, 2], loss: [3, 2, 1] };
      return Promise.resolve(new Response(JSON.stringify({ history: 0, first: 0, rows })));
    }),
    ticker: {
      request(callback) {
        animate = callback;
        return 1;
      },
      hidden: () => false,
    },
  });
});

describe('createSession', () => {
  it('follows a run, shows what is known of it, and leaves the one before', () => {
    session.open(record('a'));
    expect(session.run.store.getState()).toMatchObject({ run: 'a', step: 40, epoch: 2.5, device: 'CPU' });
    socket.deliver([frame('units', { run: 'a' })]);
    session.open(record('b'));
    expect([...socket.followed.keys()]).toEqual(['b']);
    expect(session.tensors.get('a', 'units')).toBeUndefined();
  });

  it('keeps nothing that is still on its way from a run that was left', () => {
    session.open(record('a'));
    session.open(record('b'));
    socket.deliver([frame('units', { run: 'a' }), frame('units', { run: 'b' })]);
    expect(session.tensors.get('a', 'units')).toBeUndefined();
    expect(session.tensors.get('b', 'units')).toBeDefined();
  });

  it('keeps frames and acknowledges them in the next animation frame', () => {
    session.open(record('a'));
    socket.deliver([frame('units', { run: 'a', data: { h1: Uint8Array.of(9) } })]);
    expect(session.tensors.codes('a', 'units', 'h1')).toEqual(Uint8Array.of(9));
    expect(socket.acknowledged()).toBe(0);
    animate();
    expect(socket.acknowledged()).toBe(1);
  });

  it('drops frames of a placement older than the status says', () => {
    session.open(record('a'));
    socket.emit(status('a', 2, 50));
    socket.deliver([frame('units', { run: 'a', placement: 1 })]);
    expect(session.tensors.get('a', 'units')).toBeUndefined();
    expect(session.run.hot.step).toBe(50);
  });

  it('fetches rows that are missing over REST', async () => {
    session.open(record('a'));
    socket.emit({ type: 'metrics', run: 'a', history: 0, first: 3, rows: { step: [3], loss: [0.5] } });
    await vi.waitFor(() => expect(session.series('a').rows()).toBe(4));
    expect(asked).toEqual(['/runs/a/metrics?since=0&format=json']);
    expect(Array.from(session.series('a').column('loss'))).toEqual([3, 2, 1, 0.5]);
  });

  it('tells how the connection stands', () => {
    expect(session.run.store.getState().connection).toBe('open');
    socket.setConnection('reconnecting');
    expect(session.run.store.getState().connection).toBe('reconnecting');
  });

  it('shows a view that was refused, not one that a lost connection missed', async () => {
    const refusing = (code: string) =>
      createReplaySocket(() => Promise.reject(new ProblemError({ code, detail: code })));
    const codes = ['no_answer', 'unknown_node'].map(async (code) => {
      const one = createSession({ socket: refusing(code), rest: session.rest, ticker: { request: () => 1 } });
      one.open(record('a'));
      one.watches.watch('a', { kind: 'units' })();
      await Promise.resolve();
      await Promise.resolve();
      return one.run.store.getState().problems.map((problem) => problem.code);
    });
    expect(await Promise.all(codes)).toEqual([[], ['unknown_node']]);
  });
});

describe('createWatches', () => {
  it('asks for a view once and lets go of it with the last who needs it', () => {
    const told: [string, Command][] = [];
    const watches = createWatches((run, command) => told.push([run, command]));
    const first = watches.watch('a', { kind: 'unit', node: 'h1', unit: 2 }, 10);
    const second = watches.watch('a', { kind: 'unit', node: 'h1', unit: 2 });
    watches.watch('b', { kind: 'unit', node: 'h1', unit: 2 });
    first();
    first();
    expect(told.map(([run, { type }]) => `${run} ${type}`)).toEqual(['a watch', 'b watch']);
    second();
    expect(told[0]).toEqual(['a', { type: 'watch', view: { kind: 'unit', node: 'h1', unit: 2 }, rate_hz: 10 }]);
    expect(told[2]).toEqual(['a', { type: 'unwatch', view: 'unit:h1:2' }]);
  });
});
