import { useEffect, useReducer, useRef } from 'react';
import type { ViewSpec } from '@/protocol/names';
import { isOf, viewKey } from '@/protocol/views';
import { useGlass, useRun } from './glass';

/**
 * Asks for a view of the current run while the caller is on the page. When only its content changes, the new one is
 * asked for before the old one is let go, so that the view never ends in between.
 */
export function useWatch(view: ViewSpec | null, rate_hz?: number): void {
  const { session } = useGlass();
  const run = useRun((state) => state.run);
  // While a data set is being exchanged for one of another sort, the run of before is still there.
  const fits = useRun((state) => view !== null && isOf(view, state.images));
  const text = view && fits ? JSON.stringify(view) : null;
  const held = useRef<() => void>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is the view by value; its object is new every time
  useEffect(() => {
    const before = held.current;
    held.current = run !== null && view && text !== null ? session.watches.watch(run, view, rate_hz) : undefined;
    before?.();
  }, [session, run, text, rate_hz]);
  useEffect(() => () => held.current?.(), []);
}

const EVERY_MS = 250;

/** A few numbers out of the newest frame of a view, for React: at human speed, and only when they change. */
export function useLatest<T>(view: ViewSpec, pick: () => T): T {
  const { session } = useGlass();
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const key = viewKey(view);
  const latest = useRef(pick);
  latest.current = pick;
  const picked = pick();
  const drawn = useRef(picked);
  drawn.current = picked;
  useEffect(() => {
    // Another run begins to count anew: its first frame must not pass for that of the one before.
    let seen: [run: string, version: number] = ['', -1];
    const look = (): void => {
      const run = session.run.store.getState().run ?? '';
      const now = session.tensors.version(run, key);
      if (document.hidden || (run === seen[0] && now === seen[1])) return;
      seen = [run, now];
      // What is on the page decides: a number that stays the same does not draw its component again.
      if (!Object.is(latest.current(), drawn.current)) draw();
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [session, key]);
  return picked;
}
