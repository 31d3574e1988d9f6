import type { SocketMessage } from '../protocol/names';
import { backOffMs, OUTDATED, SIGNED_OUT, whyClosed } from './closing';
import { createObservable, type Observable } from './observable';

/** How the page stands with its server. `offline` goes on trying unless the server refused; `outdated` and `signed_out` need a reload. */
export type Connection = 'connecting' | 'open' | 'reconnecting' | 'offline' | 'outdated' | 'signed_out';

/** What a line needs of a WebSocket. */
export interface Wire {
  readonly readyState: number;
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((message: MessageEvent) => void) | null;
  onclose: ((closed: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LineOptions {
  open?: (url: string, protocol: string) => Wire;
  random?: () => number;
  /** Tells of changes of the network: `window`. */
  network?: EventTarget;
}

/** Who hears of what happens on a line. */
export interface LineListener {
  /** A new connection is open: time to ask for everything again. */
  opened(): void;
  heard(data: unknown): void;
  /** A connection ended; `final` when there will be no other. */
  lost(code: number, message: string, final: boolean): void;
}

/** A connection that comes back by itself. */
export interface Line {
  readonly connection: Observable<Connection>;
  /** Why the last connection ended; empty while one is open. */
  reason(): string;
  /** Whether there will be no other connection. */
  ended(): boolean;
  /** Sends a message, or drops it when there is no open connection. */
  say(message: SocketMessage): void;
  close(): void;
}

export const SUBPROTOCOL = 'glassnet.v1';
const PING_MS = 10_000;
const SILENCE_MS = 20_000;
const OPEN_MS = 10_000;
const HOPELESS_ATTEMPTS = 5;
const LOST = 1006;
const IS_OPEN = 1;

/** Connects to `url`, and again whenever the connection is lost, until it is closed or refused. */
export function createLine(url: string, listener: LineListener, options: LineOptions): Line {
  const open = options.open ?? ((address, protocol) => new WebSocket(address, protocol));
  const random = options.random ?? Math.random;
  const network = options.network ?? (typeof window === 'undefined' ? undefined : window);
  const connection = createObservable<Connection>('connecting');
  let wire: Wire | undefined;
  let attempt = 0;
  let reason = '';
  let pingSent: number | undefined;
  let networkDown = false;
  let ended = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let openTimer: ReturnType<typeof setTimeout> | undefined;
  let pingTimer: ReturnType<typeof setInterval> | undefined;

  const isOpen = (): boolean => wire?.readyState === IS_OPEN;
  const say = (message: SocketMessage): void => {
    if (isOpen()) wire?.send(JSON.stringify(message));
  };

  function connect(): void {
    clearTimeout(retryTimer);
    pingSent = undefined;
    const mine = open(url, SUBPROTOCOL);
    mine.binaryType = 'arraybuffer';
    wire = mine;
    // A connection that was given up may still speak: only the newest one is heard.
    mine.onopen = () => mine === wire && opened();
    mine.onmessage = ({ data }) => mine === wire && heard(data);
    mine.onclose = ({ code }) => mine === wire && lost(code);
    openTimer = setTimeout(() => mine === wire && lost(LOST), OPEN_MS);
  }

  function opened(): void {
    clearTimeout(openTimer);
    pingTimer = setInterval(ping, PING_MS);
    reason = '';
    listener.opened();
    connection.set('open');
  }

  function heard(data: unknown): void {
    // Only a server that speaks is back: one that accepts and then drops must not be hammered.
    attempt = 0;
    pingSent = undefined;
    listener.heard(data);
  }

  function ping(): void {
    const now = performance.now();
    // The time since an unanswered ping, not since the last message: timers of a background tab are minutes apart.
    if (pingSent !== undefined && now - pingSent >= SILENCE_MS) {
      lost(LOST);
      return;
    }
    pingSent ??= now;
    say({ type: 'ping', sent_ms: now });
  }

  function drop(): void {
    clearInterval(pingTimer);
    clearTimeout(openTimer);
    clearTimeout(retryTimer);
    const old = wire;
    wire = undefined;
    old?.close();
  }

  function lost(code: number): void {
    const { retry, message } = whyClosed(code);
    reason = message;
    drop();
    if (retry) {
      retryTimer = setTimeout(connect, backOffMs(attempt, random()));
      attempt += 1;
    } else {
      finish();
    }
    listener.lost(code, message, ended);
    const hopeless = ended || networkDown || attempt > HOPELESS_ATTEMPTS;
    if (code === OUTDATED) connection.set('outdated');
    else if (code === SIGNED_OUT) connection.set('signed_out');
    else connection.set(hopeless ? 'offline' : 'reconnecting');
  }

  const wentOffline = (): void => {
    networkDown = true;
    if (wire) lost(LOST);
  };
  const cameOnline = (): void => {
    networkDown = false;
    if (isOpen()) return;
    attempt = 0;
    drop();
    connection.set('reconnecting');
    connect();
  };

  function finish(): void {
    ended = true;
    network?.removeEventListener('offline', wentOffline);
    network?.removeEventListener('online', cameOnline);
  }

  network?.addEventListener('offline', wentOffline);
  network?.addEventListener('online', cameOnline);
  connect();

  return {
    connection,
    reason: () => reason,
    ended: () => ended,
    say,
    close() {
      finish();
      drop();
      connection.set('offline');
    },
  };
}
