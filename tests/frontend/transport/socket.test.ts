import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventSpec } from '@/protocol/names';
import { type Connected, connected } from './wire';

let socket: Connected['socket'];
let network: Connected['network'];
let wires: Connected['wires'];
let newest: Connected['newest'];
let said: Connected['said'];
let reconnect: Connected['reconnect'];

beforeEach(() => {
  ({ socket, network, wires, newest, said, reconnect } = connected());
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

const answer = (event: EventSpec) => newest().hear(JSON.stringify(event));
const done = (id: string, step = 3): EventSpec => ({ type: 'done', id, run: 'r', step, status: 'paused' });

describe('a command', () => {
  it('is answered by the event with its id', async () => {
    newest().accept();
    const first = socket.tell('r', { type: 'start' });
    const second = socket.tell('r', { type: 'pause' });
    expect(said('tell')).toEqual([
      { type: 'tell', id: 'tab-1', run: 'r', command: { type: 'start' } },
      { type: 'tell', id: 'tab-2', run: 'r', command: { type: 'pause' } },
    ]);
    answer(done('tab-2', 8));
    answer(done('tab-1', 7));
    expect((await first).step).toBe(7);
    expect((await second).step).toBe(8);
  });

  it('that is refused rejects with the problem', async () => {
    newest().accept();
    const told = socket.tell('r', { type: 'set_live', path: 'training.x', value: 1 });
    answer({ type: 'problem', id: 'tab-1', run: 'r', code: 'path', detail: 'No such value.', hint: 'h', where: 'w' });
    await expect(told).rejects.toMatchObject({ code: 'path', detail: 'No such value.', hint: 'h', where: 'w' });
  });

  it('waits for the connection, and is said again with the same id after the next one', async () => {
    const told = socket.tell('r', { type: 'step', unit: 'batch' });
    expect(newest().said).toEqual([]);
    newest().accept();
    expect(said('tell')).toHaveLength(1);
    reconnect();
    expect(said('tell')).toEqual([{ type: 'tell', id: 'tab-1', run: 'r', command: { type: 'step', unit: 'batch' } }]);
    answer(done('tab-1'));
    await told;
    reconnect();
    expect(said('tell')).toEqual([]);
  });

  it('that nobody answers is a problem after ten seconds', async () => {
    newest().accept();
    const told = expect(socket.tell('r', { type: 'start' })).rejects.toMatchObject({ code: 'no_answer' });
    vi.advanceTimersByTime(9_999);
    expect(said('tell')).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await told;
    reconnect();
    expect(said('tell')).toEqual([]);
  });

  it('that was too large is not said again', async () => {
    newest().accept();
    const told = expect(socket.tell('r', { type: 'start' })).rejects.toMatchObject({ code: 'too_large' });
    reconnect(1009);
    await told;
    expect(said('tell')).toEqual([]);
  });
});

describe('a lost connection', () => {
  it('is made again, with everything that was asked for', () => {
    newest().accept();
    let rows = 3;
    socket.follow('r', () => rows);
    socket.follow('other');
    socket.unfollow('other');
    void socket.tell('r', { type: 'watch', view: { kind: 'units' }, rate_hz: 10 });
    void socket.tell('r', { type: 'watch', view: { kind: 'surface' } });
    for (const id of ['tab-1', 'tab-2']) answer(done(id));
    void socket.tell('r', { type: 'unwatch', view: 'surface' });
    answer(done('tab-3'));
    rows = 12;
    reconnect();
    expect(newest().said).toEqual([
      { type: 'follow', run: 'r', since: 12 },
      { type: 'tell', id: 'tab-4', run: 'r', command: { type: 'watch', view: { kind: 'units' }, rate_hz: 10 } },
    ]);
  });

  it('asks once for a view whose first request was not answered', () => {
    newest().accept();
    void socket.tell('r', { type: 'watch', view: { kind: 'units' } });
    reconnect();
    expect(said('tell')).toEqual([
      { type: 'tell', id: 'tab-1', run: 'r', command: { type: 'watch', view: { kind: 'units' } } },
    ]);
    answer(done('tab-1'));
  });

  it('does not ask again for a run that was deleted', () => {
    newest().accept();
    socket.follow('r');
    answer({ type: 'gone', run: 'r' });
    reconnect();
    expect(newest().said).toEqual([]);
  });

  it('is tried ever less often, and counts as offline when that does not help', () => {
    const seen: string[] = [];
    socket.connection.subscribe((state) => seen.push(state));
    for (const wait of [250, 500, 1000, 2000, 4000]) {
      newest().end(1006);
      const before = wires.length;
      vi.advanceTimersByTime(wait - 1);
      expect(wires).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(wires).toHaveLength(before + 1);
    }
    expect(seen).toEqual(['reconnecting']);
    newest().end(1006);
    expect(seen).toEqual(['reconnecting', 'offline']);
    vi.advanceTimersByTime(8000);
    newest().accept();
    expect(seen).toEqual(['reconnecting', 'offline', 'open']);
  });

  it('goes on waiting longer while the server accepts and says nothing', () => {
    newest().accept();
    reconnect();
    newest().end(1006);
    vi.advanceTimersByTime(250);
    expect(wires).toHaveLength(2);
    vi.advanceTimersByTime(250);
    expect(wires).toHaveLength(3);
  });

  it('is found by pings when it dies in silence', () => {
    newest().accept();
    vi.advanceTimersByTime(10_000);
    expect(said('ping')).toHaveLength(1);
    answer({ type: 'pong', sent_ms: 0 });
    vi.advanceTimersByTime(20_000);
    expect(socket.connection.get()).toBe('open');
    vi.advanceTimersByTime(10_000);
    expect(socket.connection.get()).toBe('reconnecting');
    expect(newest().closed).toBe(true);
  });

  it('that is given up is not heard any more', () => {
    const [first] = wires;
    first?.accept();
    network.dispatchEvent(new Event('offline'));
    expect(socket.connection.get()).toBe('offline');
    network.dispatchEvent(new Event('online'));
    newest().accept();
    first?.end(4400);
    expect(socket.connection.get()).toBe('open');
  });

  it('stays lost once nobody is let in any more', () => {
    newest().accept();
    newest().end(4401);
    expect(socket.connection.get()).toBe('signed_out');
    vi.advanceTimersByTime(60_000);
    network.dispatchEvent(new Event('online'));
    expect(wires).toHaveLength(1);
  });

  it('stays lost when the page is outdated', async () => {
    newest().accept();
    const told = expect(socket.tell('r', { type: 'start' })).rejects.toMatchObject({ code: 'refused' });
    newest().end(4400);
    await told;
    expect(socket.connection.get()).toBe('outdated');
    expect(socket.reason()).toContain('Reload');
    vi.advanceTimersByTime(60_000);
    network.dispatchEvent(new Event('online'));
    expect(wires).toHaveLength(1);
    await expect(socket.tell('r', { type: 'start' })).rejects.toMatchObject({ code: 'closed' });
  });
});

it('speaks the version it knows', () => {
  expect(newest().protocol).toBe('glassnet.v1');
  expect(newest().binaryType).toBe('arraybuffer');
});

it('events of a newer server are passed over', () => {
  const events: EventSpec[] = [];
  socket.onEvent((event) => events.push(event));
  newest().accept();
  newest().hear('{"type":"news"}');
  answer({ type: 'pong', sent_ms: 1 });
  expect(events).toEqual([{ type: 'pong', sent_ms: 1 }]);
});
