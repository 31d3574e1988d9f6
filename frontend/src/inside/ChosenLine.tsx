import { short } from '@/paint/numbers';
import type { Frame } from '@/protocol/frames';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { isFrameOf, useValuesView } from './values';

const TITLES = { train: 'Training', validation: 'Validation', test: 'Test' } as const;

/** What a frame of values says of its example. */
export function chosenTelling(frame: Frame | undefined): string {
  const numbers = (key: string): string =>
    [...(frame?.tensors.get(key)?.data ?? [])].map((value) => short(value)).join(', ');
  const { point, loss } = frame?.meta ?? {};
  const at = Array.isArray(point)
    ? ` at (${point.map((one) => Number(one).toFixed(1).replace('-', '−')).join(', ')})`
    : '';
  const cost = typeof loss === 'number' ? `, loss ${short(loss)}` : '';
  return `${at}: says ${numbers('said')}, should be ${numbers('target')}${cost}. Esc lets go`;
}

/** The sample whose numbers stand at the units, in a line that screen readers hear when another one is chosen. */
export function ChosenLine() {
  const { session } = useGlass();
  const view = useValuesView();
  useWatch(view);
  const text = useLatest({ kind: 'values' }, () => {
    const frame = session.tensors.get(session.run.store.getState().run ?? '', 'values');
    return isFrameOf(frame, view) ? chosenTelling(frame) : '';
  });
  if (!view?.part) return null;
  const name = `${TITLES[view.part]} sample ${(view.index ?? 0) + 1}`;
  return (
    <p className="tells tells-sample number small">
      <span role="status">{name}</span>
      {text}
    </p>
  );
}
