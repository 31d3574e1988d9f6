import { useEffect, useRef } from 'react';
import type { Session } from '@/live/session';
import { short } from '@/paint/numbers';
import { useGlass } from '@/state/glass';
import { asked, isFrameOf, type UnitNumbers, unitNumbers, useValuesView } from './values';

interface Place {
  node: string;
  unit: number;
  drop: string | null;
}

/** The numbers of a unit for the example that is shown; null where none is. */
export function unitNumbersNow({ tensors, run }: Pick<Session, 'tensors' | 'run'>, place: Place): UnitNumbers | null {
  const state = run.store.getState();
  const id = state.run ?? '';
  return isFrameOf(tensors.get(id, 'values'), asked(state)) ? unitNumbers(tensors, id, place) : null;
}

/** What a screen reader adds to a unit. */
export function spokenOf(numbers: UnitNumbers | null): string {
  if (!numbers) return '';
  return numbers.dropped ? ', dropped for this sample' : `, gives ${short(numbers.value)} for this sample`;
}

/** What a unit gives for the example that is shown, on its picture, and whether it is dropped for it; `terse`: only that. */
export function UnitTag({ node, unit, drop, terse }: Place & { terse: boolean }) {
  const { session } = useGlass();
  const shown = useValuesView() !== null;
  const tag = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = tag.current;
    const picture = element?.parentElement;
    if (!element || !picture) return;
    const { tensors, run } = session;
    const end = session.ticker.registerPainter({
      element: picture,
      version: () => tensors.version(run.store.getState().run ?? '', 'values') + (shown ? 0.5 : 0),
      paint() {
        const numbers = unitNumbersNow(session, { node, unit, drop });
        element.dataset['value'] = numbers && !terse ? (numbers.dropped ? 'dropped' : short(numbers.value)) : '';
        picture.toggleAttribute('data-dropped', numbers?.dropped ?? false);
      },
    });
    return () => {
      end();
      element.dataset['value'] = '';
      picture.removeAttribute('data-dropped');
    };
  }, [session, node, unit, drop, terse, shown]);
  // No text: the unit's name says the number, and names must hold all the text there is.
  return <span ref={tag} className="unit-tag number" aria-hidden />;
}
