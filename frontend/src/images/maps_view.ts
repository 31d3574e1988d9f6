import type { MapsView } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { type LookingState, useLooking } from '@/state/looking';
import { imageBytes } from './reading';

/**
 * The view of the maps of what is looked at. A drawing is only sent to a run whose images have its size: while a data
 * set is being exchanged, the run of before is still there.
 */
export function mapsViewOf(
  { part, index, drawing, drawn }: Pick<LookingState, 'part' | 'index' | 'drawing' | 'drawn'>,
  bytes: number,
): MapsView {
  const view: MapsView = { kind: 'maps', part, index };
  return drawing && drawn && drawn.bytes === bytes ? { ...view, image: drawn.image } : view;
}

/** Watches the maps of what is looked at. */
export function useMaps(): void {
  const { session } = useGlass();
  const bytes = useLatest({ kind: 'samples' }, () =>
    imageBytes(session.tensors, session.run.store.getState().run ?? ''),
  );
  const part = useLooking((state) => state.part);
  const index = useLooking((state) => state.index);
  const drawing = useLooking((state) => state.drawing);
  const drawn = useLooking((state) => state.drawn);
  useWatch(mapsViewOf({ part, index, drawing, drawn }, bytes));
}
