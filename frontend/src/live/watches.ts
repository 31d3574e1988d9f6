import type { Command, ViewSpec } from '../protocol/names';
import { viewKey } from '../protocol/views';

/** The views that something on the page shows. */
export interface Watches {
  /** Asks for a view while at least one caller holds it; returns what lets go of it. */
  watch(run: string, view: ViewSpec, rate_hz?: number): () => void;
}

/** Counts who needs which view, so that the server computes each once and none that nobody shows. */
export function createWatches(tell: (run: string, command: Command) => void): Watches {
  const holders = new Map<string, number>();
  return {
    watch(run, view, rate_hz) {
      const key = viewKey(view);
      const name = `${run}/${key}`;
      const count = holders.get(name) ?? 0;
      holders.set(name, count + 1);
      if (count === 0) tell(run, { type: 'watch', view, ...(rate_hz === undefined ? {} : { rate_hz }) });
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        const left = (holders.get(name) ?? 1) - 1;
        if (left > 0) {
          holders.set(name, left);
        } else {
          holders.delete(name);
          tell(run, { type: 'unwatch', view: key });
        }
      };
    },
  };
}
