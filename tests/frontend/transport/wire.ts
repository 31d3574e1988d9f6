import type { SocketMessage } from '@/protocol/names';
import type { Wire } from '@/transport/line';

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
