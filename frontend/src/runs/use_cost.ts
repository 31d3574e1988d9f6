import { useEffect } from 'react';
import { create } from 'zustand';
import type { Cost } from '@/protocol/classroom';
import { useBuilding, useProject, useRun } from '@/state/glass';
import { useMayChange } from '@/state/permits';
import { createHostRest } from '@/transport/host';

const rest = createHostRest();
const SETTLE_MS = 500;

/** What the set-up on the page would cost; null while that is not known. */
export const useCost = create<{ cost: Cost | null }>()(() => ({ cost: null }));

/** Keeps the cost in step with the set-up; `often` while somebody looks at it: others come and go. */
export function useFollowCost(often: boolean): void {
  const spec = useProject((state) => state.spec);
  // A network that is whole and only too large has a cost: what it is, and how far over.
  const unfinished = useBuilding(
    ({ phase, problem }) => phase === 'loading' || (phase === 'incomplete' && problem?.code !== 'too_large'),
  );
  const mayPlay = useMayChange('transport');
  const connected = useRun(({ connection }) => connection === 'open');
  useEffect(() => {
    if (unfinished || !connected || !mayPlay) {
      useCost.setState({ cost: null });
      return;
    }
    const gone = new AbortController();
    const look = (): void => {
      rest.cost(spec, gone.signal).then(
        (cost) => !gone.signal.aborted && useCost.setState({ cost }),
        // What cannot be estimated is refused or not when it is played, and told then.
        () => !gone.signal.aborted && useCost.setState({ cost: null }),
      );
    };
    const timer = setTimeout(look, SETTLE_MS);
    const again = often ? setInterval(look, 5 * SETTLE_MS) : undefined;
    return () => {
      clearTimeout(timer);
      clearInterval(again);
      gone.abort();
    };
  }, [spec, unfinished, connected, mayPlay, often]);
}
