import { lazy, Suspense, useState } from 'react';
import { show, useScreen } from '@/state/screen';
import { useTall } from '@/state/theme';
import { Chip } from './Chip';
import { PenaltyLine, usePulled } from './PenaltyLine';

const Curves = lazy(() => import('./Curves'));

/** Loss over epochs, and accuracy beside it or in its place. */
export function CurvesPart({ accuracy }: { accuracy: boolean }) {
  const tall = useTall();
  const curve = useScreen((state) => state.curve);
  const logScale = useScreen((state) => state.logScale);
  const shown = accuracy ? curve : 'loss';
  const pulled = usePulled();
  const [penalty, setPenalty] = useState(true);
  const loss = tall || shown === 'loss';
  return (
    <>
      <div className="curves-head">
        {accuracy && !tall ? (
          <div className="toggles">
            <Chip label="Loss" on={loss} onChange={() => show({ curve: 'loss' })} />
            <Chip label="Accuracy" on={!loss} onChange={() => show({ curve: 'accuracy' })} />
          </div>
        ) : (
          <h3 className="small">Loss over epochs</h3>
        )}
        {accuracy && !tall && !pulled && <span className="small quiet">over epochs</span>}
        {loss && pulled && <Chip label="Penalty" on={penalty} onChange={setPenalty} />}
        {loss && <Chip label="Log scale" on={logScale} onChange={(on) => show({ logScale: on })} />}
      </div>
      <Suspense fallback={<div className="curves" />}>
        {loss && <Curves measure="loss" log={logScale} penalty={penalty && pulled} />}
        {accuracy && tall && <h3 className="small">Accuracy over epochs</h3>}
        {accuracy && (tall || !loss) && <Curves measure="accuracy" log={false} />}
      </Suspense>
      {pulled && <PenaltyLine />}
    </>
  );
}
