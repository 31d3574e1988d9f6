import type { Command, SocketMessage } from '../protocol/names';
import { viewKey } from '../protocol/views';

type Since = number | (() => number);

/** What a page has asked to be sent, so that a new connection can ask again. */
export interface Subscriptions {
  /** Takes note of a run to follow, and gives the message that asks for it. */
  follow(run: string, since: Since): SocketMessage;
  /** Forgets a run and its views. */
  unfollow(run: string): void;
  /** Takes note of the commands that start or end a view. */
  note(run: string, command: Command): void;
  /** The messages that ask for every followed run, from the rows it has by now. */
  follows(): SocketMessage[];
  /** The commands that ask for every watched view. */
  watches(): { run: string; command: Command }[];
}

/** The runs a page follows and the views it watches. */
export function createSubscriptions(): Subscriptions {
  const runs = new Map<string, Since>();
  const views = new Map<string, Map<string, Command>>();

  const asked = (run: string, since: Since): SocketMessage => ({
    type: 'follow',
    run,
    since: typeof since === 'function' ? since() : since,
  });

  return {
    follow(run, since) {
      runs.set(run, since);
      return asked(run, since);
    },
    unfollow(run) {
      runs.delete(run);
      views.delete(run);
    },
    note(run, command) {
      if (command.type === 'watch') {
        const watched = views.get(run) ?? new Map<string, Command>();
        watched.set(viewKey(command.view), command);
        views.set(run, watched);
      } else if (command.type === 'unwatch') {
        views.get(run)?.delete(command.view);
      }
    },
    follows: () => [...runs].map(([run, since]) => asked(run, since)),
    watches: () => [...views].flatMap(([run, watched]) => [...watched.values()].map((command) => ({ run, command }))),
  };
}
