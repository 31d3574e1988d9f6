import { useEffect, useState } from 'react';
import { written } from '@/paint/chart_options';
import { percent } from '@/paint/numbers';
import { fieldOf } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';

/** Whether L1 or L2 pull at any weight, of the run or of a layer. */
export const usePulled = (): boolean =>
  useProject(({ spec: { training, network } }) => {
    const own = network.nodes.filter((node) => fieldOf(node, 'own_penalty') === true);
    return training.l1 + training.l2 > 0 || own.some((node) => fieldOf(node, 'l1') || fieldOf(node, 'l2'));
  });

const EVERY_MS = 400;

/** What L1 and L2 add to what training makes small, and how many weights they have brought to zero. */
export function PenaltyLine() {
  const { session } = useGlass();
  const [told, setTold] = useState('');
  useEffect(() => {
    const look = (): void => {
      const series = session.series(session.run.store.getState().run ?? '');
      const [penalty, gone] = [series.last('penalty'), series.last('near_zero')];
      setTold(penalty === null ? '' : penaltyTelling(penalty, gone));
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return told === '' ? null : <p className="penalty-line number small">{told}</p>;
}

/** As it stands under the chart; the loss that is drawn is that of the data alone. */
export function penaltyTelling(penalty: number, gone: number | null): string {
  const share = gone === null ? '' : ` ${percent(gone)} of the weights are nearly 0 (below 0.01).`;
  return `L1 and L2 add ${written(penalty)} to the loss.${share}`;
}
