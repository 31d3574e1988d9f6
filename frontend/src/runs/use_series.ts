import { useEffect, useReducer, useRef } from 'react';
import { createSeries, type Series } from '@/live/series';
import type { Rest } from '@/transport/rest';

const EVERY_MS = 2500;

/** The metrics of runs, kept up to date while the caller is on the page; `moving` says which of them still grow. */
export function useSeries(
  rest: Pick<Rest, 'metrics'>,
  ids: readonly string[],
  moving: ReadonlySet<string>,
): readonly Series[] {
  const kept = useRef(new Map<string, Series>());
  const asked = useRef(new Set<string>());
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const seriesOf = (id: string): Series => {
    const found = kept.current.get(id) ?? createSeries(() => undefined);
    kept.current.set(id, found);
    return found;
  };
  const idText = ids.join(',');
  const movingText = [...moving].toSorted().join(',');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts are the lists by value
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const wanted = ids.filter((id) => moving.has(id) || !asked.current.has(id));
      await Promise.all(
        wanted.map(async (id) => {
          const series = seriesOf(id);
          try {
            // A run that was reset has fewer rows than are known: its rows are asked for from the start.
            const rows = await rest.metrics(id, series.rows());
            series.append(rows.history > series.history() && rows.first > 0 ? await rest.metrics(id, 0) : rows);
            asked.current.add(id);
          } catch {
            // What cannot be had now is asked for again; the list of runs says what is wrong.
          }
        }),
      );
      if (gone) return;
      if (wanted.length > 0) draw();
      timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
      // The last rows of a run that has just come to rest are asked for once more.
      for (const id of moving) asked.current.delete(id);
    };
  }, [rest, idText, movingText]);
  return ids.map(seriesOf);
}
