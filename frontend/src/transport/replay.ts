import { decodeFrames, type Frame } from '../protocol/frames';
import type { Command, DoneEvent, EventSpec } from '../protocol/names';
import { createObservable, createSignal } from './observable';
import type { Connection, Socket } from './socket';

/** A `Socket` without a server: it plays what a test hands to it and remembers what it was told. */
export interface ReplaySocket extends Socket {
  readonly told: { run: string; command: Command }[];
  readonly followed: Map<string, number>;
  /** How many binary messages were acknowledged. */
  readonly acknowledged: () => number;
  emit(event: EventSpec): void;
  /** Hands over one binary message: its bytes, or its frames. */
  deliver(message: ArrayBuffer | Frame[]): void;
  setConnection(connection: Connection): void;
}

/** Answers every command with `answer`, by default: done, at step 0. */
export function createReplaySocket(answer?: (run: string, command: Command) => Promise<DoneEvent>): ReplaySocket {
  const events = createSignal<EventSpec>();
  const frames = createSignal<Frame[]>();
  const connection = createObservable<Connection>('open');
  const told: { run: string; command: Command }[] = [];
  const followed = new Map<string, number>();
  let received = 0;
  let acknowledged = 0;
  return {
    told,
    followed,
    acknowledged: () => acknowledged,
    connection,
    reason: () => '',
    tell(run, command) {
      told.push({ run, command });
      if (answer) return answer(run, command);
      return Promise.resolve({ type: 'done', id: String(told.length), run, step: 0, status: 'paused' });
    },
    follow(run, since = 0) {
      followed.set(run, typeof since === 'function' ? since() : since);
    },
    unfollow(run) {
      followed.delete(run);
    },
    painted() {
      acknowledged = received;
    },
    onEvent: events.add,
    onFrames: frames.add,
    emit: events.emit,
    deliver(message) {
      received += 1;
      frames.emit(Array.isArray(message) ? message : decodeFrames(message));
    },
    setConnection: connection.set,
    close: () => connection.set('offline'),
  };
}
