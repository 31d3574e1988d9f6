import type { Command, ViewSpec } from '../protocol/names';
import { viewKey } from '../protocol/views';

/** The views that something on the page shows. */
export interface Watches {
  /**
   * Asks for a view while at least one caller holds it; returns what lets go of it. A view of the same key but with
   * other content (another image, another part) takes the place of the one before: the newest wins.
   */
  watch(run: string, view: ViewSpec, rate_hz?: number): () => void;
}

/** What the watches need of a clock; tests hand in their own. */
export interface WatchesOptions {
  now?: () => number;
  after?: (milliseconds: number, callback: () => void) => void;
}

/** While one draws, the image changes with every move of the pointer: it is told at most 30 times a second. */
const FASTEST_MS = 34;

interface Held {
  count: number;
  view: ViewSpec;
  rate_hz: number | undefined;
  /** The content that was told last, as text. */
  told: string;
  toldAt: number;
  waiting: boolean;
  /** A telling that is not answered yet. */
  unanswered: boolean;
}

/**
 * Counts who needs which view, so that the server computes each once and none that nobody shows. `tell` may answer with a
 * promise: as long as it is open, what changed meanwhile waits, so that no line of old contents forms before the newest.
 */
export function createWatches(
  tell: (run: string, command: Command) => unknown,
  { now = () => performance.now(), after = (ms, callback) => void setTimeout(callback, ms) }: WatchesOptions = {},
): Watches {
  const holders = new Map<string, Held>();

  function say(run: string, name: string, held: Held): void {
    const text = JSON.stringify(held.view);
    if (text === held.told) return;
    held.told = text;
    held.toldAt = now();
    const { view, rate_hz } = held;
    const answer = tell(run, { type: 'watch', view, ...(rate_hz === undefined ? {} : { rate_hz }) });
    if (!(answer instanceof Promise)) return;
    held.unanswered = true;
    const answered = (): void => {
      held.unanswered = false;
      if (holders.get(name) === held) saySoon(run, name, held);
    };
    answer.then(answered, answered);
  }

  /** Tells the newest content at once, or as soon as the last telling is long enough ago. */
  function saySoon(run: string, name: string, held: Held): void {
    if (held.waiting || held.unanswered) return;
    const wait = held.toldAt + FASTEST_MS - now();
    if (wait <= 0) {
      say(run, name, held);
      return;
    }
    held.waiting = true;
    after(wait, () => {
      held.waiting = false;
      if (holders.get(name) === held) saySoon(run, name, held);
    });
  }

  return {
    watch(run, view, rate_hz) {
      const key = viewKey(view);
      const name = `${run}/${key}`;
      const held = holders.get(name) ?? {
        count: 0,
        view,
        rate_hz,
        told: '',
        toldAt: -FASTEST_MS,
        waiting: false,
        unanswered: false,
      };
      holders.set(name, held);
      held.count += 1;
      held.view = view;
      saySoon(run, name, held);
      let holds = true;
      return () => {
        if (!holds) return;
        holds = false;
        held.count -= 1;
        if (held.count > 0) return;
        holders.delete(name);
        tell(run, { type: 'unwatch', view: key });
      };
    },
  };
}
