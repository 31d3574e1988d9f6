import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventSpec } from '@/protocol/names';
import { createSocket, type Socket } from '@/transport/socket';
import { bytesOf } from '../protocol/encode';
import { type FakeWire, fakeWire } from './wire';

let wires: FakeWire[];
let socket: Socket;
let network: EventTarget;
const newest = (): FakeWire => {
  const wire = wires.at(-1);
  if (wire) return wire;
  throw new Error('nothing was opened');
};
const said = (type: string) => newest().said.filter((message) => message.type === type);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  wires = [];
  network = new EventTarget();
  socket = createSocket('ws://here/socket', {
    open(url, protocol) {
      const wire = fakeWire(url, protocol);
      wires.push(wire);
      return wire;
    },
    random: () => 1,
    prefix: 'tab',
    network,
  });
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

const message = bytesOf([
  { run: 'r', view: 'units', placement: 1, step: 1, epoch: 0, made_ms: 0, meta: {}, tensors: [] },
]);

function reconnect(code = 1006): void {
  newest().end(code);
  vi.advanceTimersByTime(250);
  newest().accept();
}

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
