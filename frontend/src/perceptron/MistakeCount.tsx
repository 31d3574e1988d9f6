import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { type MarginFacts, marginIn } from './telling';

const VIEW = { kind: 'margin' } as const;
const RATE_HZ = 8;

/** How the classes lie to each other, and whether a unit gets all of them right by now. */
export function useMargin(): { facts: MarginFacts | null; done: boolean } {
  const { session } = useGlass();
  useWatch(VIEW, RATE_HZ);
  const text = useLatest(VIEW, () => {
    const run = session.run.store.getState().run ?? '';
    const facts = marginIn(session.tensors.get(run, 'margin')?.meta);
    return JSON.stringify({ facts, done: session.series(run).last('train_accuracy') === 1 });
  });
  const found: { facts: MarginFacts | null; done: boolean } = JSON.parse(text);
  return found;
}

/** How many mistakes a unit made, against how many it can make. */
export function MistakeCount({ facts: { mistakes, bound } }: { facts: MarginFacts }) {
  if (mistakes === null) return null;
  return (
    <p className="number perceptron-count">
      <b>{mistakes}</b> {mistakes === 1 ? 'mistake' : 'mistakes'} so far
      {bound !== null && `, at most ${Math.floor(bound)}`}
    </p>
  );
}
