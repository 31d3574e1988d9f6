import { useEffect, useMemo, useRef } from 'react';
import { percent } from '@/paint/numbers';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useLooking } from '@/state/looking';
import { classesIn, className, probabilitiesIn, truthIn } from './reading';
import { largestOf } from './softmax';

/** The names of the classes of the data, as soon as they are known. */
export function useClasses(): string[] {
  const { session } = useGlass();
  const text = useLatest({ kind: 'samples' }, () => {
    const run = session.run.store.getState().run ?? '';
    return classesIn(session.tensors.get(run, 'samples')).join('\n');
  });
  return useMemo(() => (text === '' ? [] : text.split('\n')), [text]);
}

/** How many classes the network tells apart: two where one output tells both; 0 before the first frame. */
export function useOutputs(): number {
  const { session } = useGlass();
  return useLatest({ kind: 'maps' }, () => {
    const run = session.run.store.getState().run ?? '';
    return probabilitiesIn(session.tensors.get(run, 'maps'))?.length ?? 0;
  });
}

/** How probable each class is, as bars that follow at full speed; the truth is marked. */
export function ClassBars() {
  const { session } = useGlass();
  const names = useClasses();
  const outputs = useOutputs();
  const begun = useLooking((state) => (state.drawing ? (state.drawn?.label ?? null) : null));
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = list.current;
    if (!element || outputs === 0) return;
    const rows = [...element.querySelectorAll<HTMLElement>('.class-bar')];
    const values = rows.map((row) => row.querySelector('.class-bar-value'));
    const run = (): string => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'maps'),
      paint() {
        const frame = session.tensors.get(run(), 'maps');
        const probabilities = probabilitiesIn(frame);
        if (!probabilities) return;
        const truth = truthIn(frame) ?? begun;
        const best = largestOf(probabilities);
        for (const [index, row] of rows.entries()) {
          const part = probabilities[index] ?? 0;
          row.style.setProperty('--part', part.toFixed(3));
          row.toggleAttribute('data-best', index === best);
          row.toggleAttribute('data-truth', index === truth);
          const value = values[index];
          const text = percent(part);
          if (value && value.textContent !== text) value.textContent = text;
        }
      },
    });
  }, [session, outputs, begun]);
  return (
    <ol ref={list} className="class-bars" aria-label="How probable each class is">
      {Array.from({ length: outputs }, (_, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a class is its number
        <li key={number} className="class-bar">
          <span className="class-bar-name">{className(names, number)}</span>
          <span className="class-bar-track" />
          <span className="class-bar-value number" />
        </li>
      ))}
    </ol>
  );
}
