import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { asProblem, type ProblemError } from '@/protocol/problem';

/** What was asked for again and again. */
export interface Polled<T> {
  /** The newest answer; it stays while the server cannot be asked. */
  value: T | null;
  /** Why the last question was not answered; null when it was. */
  problem: ProblemError | null;
}

export interface Polling<T> {
  readonly store: StoreApi<Polled<T>>;
  start(): void;
  /** Asks now, as after a change. */
  again(): void;
  stop(): void;
}

/** What a polling needs of the page: whether somebody can see it. */
export type Seen = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/** After a failure the pauses grow up to this many times. */
const MOST_PATIENCE = 8;
/** Statuses of refusals that asking again cannot change: nobody is signed in, it is not theirs, it is not there. */
const FINAL: ReadonlySet<number> = new Set([401, 403, 404]);

/** Asks every `every_ms`, one question at a time, and only while the page is seen. */
export function createPolling<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  every_ms: number,
  page: Seen = document,
): Polling<T> {
  const store = createStore<Polled<T>>(() => ({ value: null, problem: null }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;
  let patience = 1;
  let ended = true;

  function later(): void {
    clearTimeout(timer);
    if (!ended && !page.hidden) timer = setTimeout(() => void look(), every_ms * patience);
  }

  async function look(): Promise<void> {
    clearTimeout(timer);
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    try {
      const value = await ask(mine.signal);
      if (asked !== mine) return;
      patience = 1;
      store.setState({ value, problem: null });
    } catch (thrown) {
      if (asked !== mine) return;
      patience = Math.min(MOST_PATIENCE, patience * 2);
      const problem = asProblem(thrown);
      store.setState({ problem });
      if (FINAL.has(problem.status)) ended = true;
    }
    asked = null;
    later();
  }

  const seen = (): void => {
    clearTimeout(timer);
    if (!page.hidden && !ended && !asked) void look();
  };

  return {
    store,
    start() {
      ended = false;
      page.addEventListener('visibilitychange', seen);
      void look();
    },
    again() {
      if (ended) this.start();
      else void look();
    },
    stop() {
      ended = true;
      clearTimeout(timer);
      asked?.abort();
      asked = null;
      page.removeEventListener('visibilitychange', seen);
    },
  };
}

/** Asks while the caller is on the page; `ask` must stay the same while the same thing is asked for. */
export function usePolled<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  every_ms: number,
): Polled<T> & { again: () => void } {
  const [polling, setPolling] = useState(() => createPolling(ask, every_ms));
  useEffect(() => {
    const made = createPolling(ask, every_ms);
    setPolling(made);
    made.start();
    return made.stop;
  }, [ask, every_ms]);
  return { ...useStore(polling.store), again: polling.again };
}
