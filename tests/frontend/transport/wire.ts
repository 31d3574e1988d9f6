import { vi } from 'vitest';
import type { SocketMessage } from '@/protocol/names';
import type { Wire } from '@/transport/line';
import { createSocket, type Socket } from '@/transport/socket';

/** A WebSocket in the hands of a test. */
export interface FakeWire extends Wire {
  readonly url: string;
  readonly protocol: string;
  readonly said: SocketMessage[];
  closed: boolean;
  accept(): void;
  hear(data: unknown): void;
  end(code: number): void;
}

export function fakeWire(url: string, protocol: string): FakeWire {
  let state = 0;
  const wire: FakeWire = {
    url,
    protocol,
    said: [],
    closed: false,
    get readyState() {
      return state;
    },
    binaryType: 'blob',
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => void wire.said.push(JSON.parse(text)),
    close() {
      wire.closed = true;
      state = 3;
    },
    accept() {
      state = 1;
      wire.onopen?.(new Event('open'));
    },
    hear: (data) => wire.onmessage?.(new MessageEvent('message', { data })),
    end(code) {
      state = 3;
      wire.onclose?.(new CloseEvent('close', { code }));
    },
  };
  return wire;
}

/** A socket on wires in the hands of a test, with timers that stand still and no chance in its waiting. */
export interface Connected {
  socket: Socket;
  network: EventTarget;
  wires: FakeWire[];
  newest(): FakeWire;
  said(type: string): SocketMessage[];
  reconnect(code?: number): void;
}

export function connected(): Connected {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  const wires: FakeWire[] = [];
  const network = new EventTarget();
  const open = (url: string, protocol: string): FakeWire => {
    const wire = fakeWire(url, protocol);
    wires.push(wire);
    return wire;
  };
  const socket = createSocket('ws://here/socket', { open, random: () => 1, prefix: 'tab', network });
  const newest = (): FakeWire => {
    const wire = wires.at(-1);
    if (wire) return wire;
    throw new Error('nothing was opened');
  };
  return {
    socket,
    network,
    wires,
    newest,
    said: (type) => newest().said.filter((message) => message.type === type),
    reconnect(code = 1006) {
      newest().end(code);
      vi.advanceTimersByTime(250);
      newest().accept();
    },
  };
}
