import { useEffect } from 'react';
import { create } from 'zustand';
import type { Cost } from '@/protocol/classroom';
import type { RunStatus } from '@/protocol/names';
import { useBuilding, useProject, useRun } from '@/state/glass';
import { useMayChange } from '@/state/permits';
import { createHostRest } from '@/transport/host';

const rest = createHostRest();
const SETTLE_MS = 500;
/** A run that is with a worker. */
const PLACED: ReadonlySet<RunStatus> = new Set(['compiling', 'running']);

interface CostState {
  /** Null while that is not known. */
  cost: Cost | null;
  /** Whether it is that of a run which has its place already. */
  placed: boolean;
}

/** What the set-up on the page would cost. */
export const useCost = create<CostState>()(() => ({ cost: null, placed: false }));

/** Keeps the cost in step with the set-up; `often` while somebody looks at it: others come and go. */
export function useFollowCost(often: boolean): void {
  const spec = useProject((state) => state.spec);
  // A network that is whole and only too large has a cost: what it is, and how far over.
  const unfinished = useBuilding(
    ({ phase, problem }) => phase === 'loading' || (phase === 'incomplete' && problem?.code !== 'too_large'),
  );
  // It is being looked at whether it is whole: what is known stays until then.
  const looking = useBuilding(({ phase }) => phase === 'creating');
  const mayPlay = useMayChange('transport');
  const connected = useRun(({ connection }) => connection === 'open');
  const run = useRun(({ run: id, status }) => (PLACED.has(status) ? id : null));
  useEffect(() => {
    if (looking) return;
    if (unfinished || !connected || !mayPlay) {
      useCost.setState({ cost: null, placed: false });
      return;
    }
    const gone = new AbortController();
    const look = (): void => {
      rest.cost(spec, run, gone.signal).then(
        (cost) => !gone.signal.aborted && useCost.setState({ cost, placed: run !== null }),
        // What cannot be estimated is refused or not when it is played, and told then.
        () => !gone.signal.aborted && useCost.setState({ cost: null, placed: false }),
      );
    };
    const timer = setTimeout(look, SETTLE_MS);
    const again = often ? setInterval(look, 5 * SETTLE_MS) : undefined;
    return () => {
      clearTimeout(timer);
      clearInterval(again);
      gone.abort();
    };
  }, [spec, run, looking, unfinished, connected, mayPlay, often]);
}
