import type { Command } from '@/protocol/names';

/** Commands that a hand can give faster than they are worth sending. */
export interface Outgoing {
  /** Sends a command at once, or, within the pause after one with the same key, the latest of them at its end. */
  say(key: string, run: string, command: Command): void;
  /** Sends now what waits. */
  flush(): void;
}

/** At most one command per key in `pause_ms`; the last one is never lost. */
export function createOutgoing(tell: (run: string, command: Command) => void, pause_ms = 50): Outgoing {
  const waiting = new Map<string, { run: string; command: Command }>();
  const pausing = new Map<string, ReturnType<typeof setTimeout>>();

  function send(key: string): void {
    const next = waiting.get(key);
    waiting.delete(key);
    if (!next) {
      pausing.delete(key);
      return;
    }
    tell(next.run, next.command);
    pausing.set(
      key,
      setTimeout(() => send(key), pause_ms),
    );
  }

  return {
    say(key, run, command) {
      waiting.set(key, { run, command });
      if (!pausing.has(key)) send(key);
    },
    flush() {
      for (const [key, { run, command }] of waiting) {
        waiting.delete(key);
        tell(run, command);
      }
    },
  };
}
