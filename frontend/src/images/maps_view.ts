import { useEffect } from 'react';
import type { DataPart, MapsView } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { type LookingState, look, useLooking } from '@/state/looking';
import { countsIn, imageBytes } from './reading';

/** What is known of the images of a run: how many bytes one has, and how many there are in each part. */
export interface Known {
  readonly bytes: number;
  readonly counts: Partial<Record<DataPart, number>>;
}

/** Where another image is taken from when the chosen part has none. */
const INSTEAD: readonly DataPart[] = ['test', 'validation', 'train'];

/** The chosen image, or the nearest one that there is; null as long as it is not known which there are. */
export function within(
  { part, index }: Pick<LookingState, 'part' | 'index'>,
  counts: Known['counts'],
): Pick<LookingState, 'part' | 'index'> | null {
  const count = counts[part] ?? 0;
  if (count > 0) return { part, index: Math.min(index, count - 1) };
  const other = INSTEAD.find((one) => (counts[one] ?? 0) > 0);
  return other ? { part: other, index: 0 } : null;
}

/**
 * The view of the maps of what is looked at; null before it is known which images the run has. A drawing is only sent to
 * a run whose images have its size: while a data set is being exchanged, the run of before is still there.
 */
export function mapsViewOf(
  looking: Pick<LookingState, 'part' | 'index' | 'drawing' | 'drawn'>,
  { bytes, counts }: Known,
): MapsView | null {
  const chosen = within(looking, counts);
  if (!chosen) return null;
  const { drawing, drawn } = looking;
  const image = drawing && drawn && drawn.bytes === bytes ? { image: drawn.image } : {};
  return { kind: 'maps', ...chosen, ...image };
}

/** What is known of the images of the current run, as text that changes only with it. */
function useKnown(): Known {
  const { session } = useGlass();
  const text = useLatest({ kind: 'samples' }, () => {
    const run = session.run.store.getState().run ?? '';
    const { train = 0, validation = 0, test = 0 } = countsIn(session.tensors.get(run, 'samples'));
    return [imageBytes(session.tensors, run), train, validation, test].join(' ');
  });
  const [bytes = 0, train = 0, validation = 0, test = 0] = text.split(' ').map(Number);
  return { bytes, counts: { train, validation, test } };
}

/** Watches the maps of what is looked at, and what must be known for that. */
export function useMaps(): void {
  const known = useKnown();
  const part = useLooking((state) => state.part);
  const index = useLooking((state) => state.index);
  const drawing = useLooking((state) => state.drawing);
  const drawn = useLooking((state) => state.drawn);
  useWatch({ kind: 'samples' });
  const view = mapsViewOf({ part, index, drawing, drawn }, known);
  useWatch(view);
  // Another data set may have fewer images, or none in this part: what is shown is what is chosen.
  const [shownPart, shownIndex] = [view?.part, view?.index];
  useEffect(() => {
    if (shownPart === undefined || shownIndex === undefined) return;
    if (shownPart !== part || shownIndex !== index) look({ part: shownPart, index: shownIndex });
  }, [shownPart, shownIndex, part, index]);
}
