import { readEvent } from '../protocol/events';
import { decodeFrames, type Frame } from '../protocol/frames';
import type { Command, DoneEvent, EventSpec } from '../protocol/names';
import { asProblem, ProblemError } from '../protocol/problem';
import { TOO_LARGE } from './closing';
import { type Connection, createLine, type LineOptions } from './line';
import { createSignal, type Observable } from './observable';
import { createPending } from './pending';
import { createSubscriptions } from './subscriptions';

export { type Closing, whyClosed } from './closing';
export type { Connection } from './line';

/** One conversation with the server, over any number of connections. */
export interface Socket {
  readonly connection: Observable<Connection>;
  /** One sentence on why the last connection ended; empty while all is well. */
  reason(): string;
  /** Says a command; rejects with a `ProblemError` when it is refused or not answered in 10 s. */
  tell(run: string, command: Command): Promise<DoneEvent>;
  /** Asks for a run's events. `since` is the number of metrics rows the page has, asked again after a reconnect. */
  follow(run: string, since?: number | (() => number)): void;
  /** Ends `follow` and every view of the run. */
  unfollow(run: string): void;
  /** Acknowledges every binary message received so far; to be called after they were painted. */
  painted(): void;
  onEvent(handler: (event: EventSpec) => void): () => void;
  onFrames(handler: (frames: Frame[]) => void): () => void;
  close(): void;
}

export interface SocketOptions extends LineOptions {
  /** Unique per tab: the ids of commands start with it. */
  prefix?: string;
  /** How long to wait for the answer to a command. */
  answer_ms?: number;
}

const ANSWER_MS = 10_000;

/** Where the socket of the server is that served this page. */
export function socketUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/v1/socket`;
}

const randomPrefix = (): string => Math.trunc(Math.random() * 2 ** 48).toString(36);

/** Opens a conversation that outlives its connections: it reconnects, follows and watches again by itself. */
export function createSocket(url: string, options: SocketOptions = {}): Socket {
  const pending = createPending(options.prefix ?? randomPrefix(), options.answer_ms ?? ANSWER_MS);
  const subscriptions = createSubscriptions();
  const events = createSignal<EventSpec>();
  const frames = createSignal<Frame[]>();
  let received = 0;
  let acknowledged = 0;

  const sayCommand = (id: string, run: string, command: Command) => line.say({ type: 'tell', id, run, command });
  function report(thrown: unknown): void {
    const { code, detail, hint, where } = asProblem(thrown);
    events.emit({ type: 'problem', id: null, run: null, code, detail, hint, where });
  }

  function opened(): void {
    received = acknowledged = 0;
    const unanswered = pending.list();
    for (const message of subscriptions.follows()) line.say(message);
    for (const { run, command } of subscriptions.watches()) {
      // An unanswered watch is about to be said again anyway, with the id it had.
      if (unanswered.some((one) => one.run === run && one.command === command)) continue;
      // Whoever asked first was answered long ago, and a run that went away meanwhile is told of by its events.
      pending.ask(run, command, (id) => sayCommand(id, run, command)).catch(() => undefined);
    }
    for (const { id, run, command } of unanswered) sayCommand(id, run, command);
  }

  function heard(data: unknown): void {
    try {
      if (data instanceof ArrayBuffer) {
        received += 1;
        frames.emit(decodeFrames(data));
      } else if (typeof data === 'string') {
        take(readEvent(data));
      }
    } catch (thrown) {
      report(thrown);
    }
  }

  function take(event: EventSpec | undefined): void {
    if (!event) return;
    if (event.type === 'gone') subscriptions.unfollow(event.run);
    pending.answer(event);
    events.emit(event);
  }

  function lost(code: number, message: string, final: boolean): void {
    if (final) pending.fail(new ProblemError({ code: 'refused', detail: message }));
    else if (code === TOO_LARGE) pending.fail(new ProblemError({ code: 'too_large', detail: message }));
  }

  const line = createLine(url, { opened, heard, lost }, options);

  return {
    connection: line.connection,
    reason: line.reason,
    tell(run, command) {
      if (line.ended()) {
        return Promise.reject(new ProblemError({ code: 'closed', detail: line.reason() || 'The page is closed.' }));
      }
      subscriptions.note(run, command);
      return pending.ask(run, command, (id) => sayCommand(id, run, command));
    },
    follow: (run, since = 0) => line.say(subscriptions.follow(run, since)),
    unfollow(run) {
      subscriptions.unfollow(run);
      line.say({ type: 'unfollow', run });
    },
    painted() {
      if (received === acknowledged) return;
      acknowledged = received;
      line.say({ type: 'painted', count: received });
    },
    onEvent: events.add,
    onFrames: frames.add,
    close() {
      line.close();
      pending.fail(new ProblemError({ code: 'closed', detail: 'The page is closed.' }));
    },
  };
}
