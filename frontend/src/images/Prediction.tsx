import { useEffect, useRef } from 'react';
import { percent } from '@/paint/numbers';
import { useGlass } from '@/state/glass';
import { useLooking } from '@/state/looking';
import { useClasses } from './ClassBars';
import { className, probabilitiesIn, truthIn } from './reading';
import { largestOf } from './softmax';

/** What the network says of the image, and whether that is right, as it learns. */
export function Prediction() {
  const { session } = useGlass();
  const names = useClasses();
  const begun = useLooking((state) => (state.drawing ? (state.drawn?.label ?? null) : null));
  const says = useRef<HTMLElement>(null);
  const sure = useRef<HTMLElement>(null);
  const truth = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = says.current;
    if (!element) return;
    const run = (): string => session.run.store.getState().run ?? '';
    const write = (where: HTMLElement | null, text: string): void => {
      if (where && where.textContent !== text) where.textContent = text;
    };
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'maps'),
      paint() {
        const frame = session.tensors.get(run(), 'maps');
        const probabilities = probabilitiesIn(frame);
        if (!probabilities) return;
        const best = largestOf(probabilities);
        const label = truthIn(frame) ?? begun;
        write(element, className(names, best));
        write(sure.current, percent(probabilities[best] ?? 0));
        const verdict = label === best ? 'right' : `wrong: it is ${className(names, label ?? 0)}`;
        write(truth.current, label === null ? 'an image of yours' : verdict);
        if (truth.current) truth.current.dataset['verdict'] = label === null ? '' : label === best ? 'right' : 'wrong';
      },
    });
  }, [session, names, begun]);
  return (
    <p className="prediction">
      <span className="small quiet">The network says</span>
      <b ref={says} className="prediction-class">
        –
      </b>
      <span>
        <span ref={sure} className="number" /> <span ref={truth} className="verdict small" />
      </span>
    </p>
  );
}
