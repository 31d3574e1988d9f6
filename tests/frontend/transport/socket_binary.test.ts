import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventSpec } from '@/protocol/names';
import { bytesOf } from '../protocol/encode';
import { type Connected, connected } from './wire';

let socket: Connected['socket'];
let newest: Connected['newest'];
let said: Connected['said'];
let reconnect: Connected['reconnect'];

beforeEach(() => {
  ({ socket, newest, said, reconnect } = connected());
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

const message = bytesOf([
  { run: 'r', view: 'units', placement: 1, step: 1, epoch: 0, made_ms: 0, meta: {}, tensors: [] },
]);

describe('binary messages', () => {
  it('reach the handlers and are acknowledged by their number, once, on each connection anew', () => {
    const views: string[] = [];
    const off = socket.onFrames((frames) => views.push(...frames.map(({ view }) => view)));
    newest().accept();
    socket.painted();
    newest().hear(message);
    newest().hear(message);
    socket.painted();
    socket.painted();
    expect(said('painted')).toEqual([{ type: 'painted', count: 2 }]);
    reconnect();
    off();
    newest().hear(message);
    socket.painted();
    expect(said('painted')).toEqual([{ type: 'painted', count: 1 }]);
    expect(views).toEqual(['units', 'units']);
  });

  it('that are damaged are told of and still acknowledged', () => {
    const events: EventSpec[] = [];
    socket.onEvent((event) => events.push(event));
    newest().accept();
    newest().hear(new ArrayBuffer(3));
    socket.painted();
    expect(events).toMatchObject([{ type: 'problem', code: 'page' }]);
    expect(said('painted')).toEqual([{ type: 'painted', count: 1 }]);
  });
});
