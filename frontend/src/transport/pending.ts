import type { Command, DoneEvent, EventSpec } from '../protocol/names';
import { ProblemError } from '../protocol/problem';

/** A command that was said and not yet answered. */
interface Waiting {
  readonly run: string;
  readonly command: Command;
  readonly resolve: (done: DoneEvent) => void;
  readonly reject: (problem: ProblemError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The commands of one page that wait for their answer. */
export interface Pending {
  /** Registers a command under a new id; `said` is called with it. */
  ask(run: string, command: Command, say: (id: string) => void): Promise<DoneEvent>;
  /** Settles the command that this event answers, if it answers one. */
  answer(event: EventSpec): void;
  /** Every unanswered command, oldest first: a new connection says them again with the same ids. */
  list(): { id: string; run: string; command: Command }[];
  /** Rejects everything that waits. */
  fail(problem: ProblemError): void;
}

/** Commands and their answers. `prefix` makes ids unique per tab; an answer later than `timeout_ms` is a problem. */
export function createPending(prefix: string, timeout_ms: number): Pending {
  const waiting = new Map<string, Waiting>();
  let count = 0;

  const take = (id: string): Waiting | undefined => {
    const found = waiting.get(id);
    if (found) clearTimeout(found.timer);
    waiting.delete(id);
    return found;
  };

  return {
    ask(run, command, say) {
      count += 1;
      const id = `${prefix}-${count}`;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => take(id)?.reject(noAnswer(command, timeout_ms)), timeout_ms);
        waiting.set(id, { run, command, resolve, reject, timer });
        say(id);
      });
    },
    answer(event) {
      if (event.type === 'done') take(event.id)?.resolve(event);
      else if (event.type === 'problem' && event.id !== null) take(event.id)?.reject(new ProblemError(event));
    },
    list: () => [...waiting].map(([id, { run, command }]) => ({ id, run, command })),
    fail(problem) {
      for (const id of [...waiting.keys()]) take(id)?.reject(problem);
    },
  };
}

function noAnswer(command: Command, timeout_ms: number): ProblemError {
  return new ProblemError({
    code: 'no_answer',
    detail: `The server did not answer '${command.type}' within ${timeout_ms / 1000} seconds.`,
    hint: 'It goes on by itself once the connection is back; try again then.',
  });
}
