import type { Frame } from '@/protocol/frames';
import type { ViewSpec } from '@/protocol/names';
import { useBuilding, useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';

const RATE_HZ = 4;

/** The newest frame of a view of scores; none while another run is being made, whose data may have other classes. */
export function useScored(view: ViewSpec | null): Frame | undefined {
  const { session } = useGlass();
  const ready = useBuilding((state) => state.phase === 'ready');
  useWatch(ready ? view : null, RATE_HZ);
  const key = view?.kind ?? 'scores';
  return useLatest(view ?? { kind: 'scores' }, () =>
    view ? session.tensors.get(session.run.store.getState().run ?? '', key) : undefined,
  );
}
