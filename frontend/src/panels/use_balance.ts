import { useRef } from 'react';
import { labelName } from '@/points/telling';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';

/** A class, and how many examples of it train: null until that is known. Of masks these are pixels. */
export interface ClassCount {
  readonly name: string;
  readonly count: number | null;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The classes of the data with their names, in order, and how many examples of each train. */
export function useBalance(classes: number, images: boolean): ClassCount[] {
  const { session } = useGlass();
  const kind = images ? 'samples' : 'data';
  // While another run of the same data is being built there is no frame: what was known stands until then.
  const known = useRef('');
  const text = useLatest({ kind }, () => {
    const meta = session.tensors.get(session.run.store.getState().run ?? '', kind)?.meta;
    if (!meta) return known.current || '[]';
    const names = images ? meta['classes'] : meta['names'];
    known.current = JSON.stringify([listOf(names).map(String), listOf(meta['balance']).map(Number)]);
    return known.current;
  });
  const read: unknown = JSON.parse(text);
  const [names = [], counts = []] = listOf(read).map(listOf);
  return Array.from({ length: classes }, (_, place) => ({
    name: String(names[place] ?? labelName(place, classes)),
    count: counts.length === classes ? Number(counts[place]) : null,
  }));
}
