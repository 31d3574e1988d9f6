import { lazy, Suspense, useState } from 'react';
import { classesIn } from '@/images/reading';
import { classColumns, type Measure } from '@/live/series';
import { classDash } from '@/paint/chart_options';
import { classColour } from '@/paint/colour';
import type { DataPart } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useLooking } from '@/state/looking';
import { type MaskingState, mask, useMasking } from '@/state/masking';
import { show, useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { Chip } from './Chip';
import { PenaltyLine, usePulled } from './PenaltyLine';

const Curves = lazy(() => import('./Curves'));

type OfMasks = MaskingState['measure'];
const TITLES: Record<OfMasks, string> = { loss: 'Loss', dice: 'Dice', iou: 'IoU', accuracy: 'Accuracy' };
const isOfMasks = (measure: Measure): measure is OfMasks => measure in TITLES;

/** The curve of one measure of masks, of all parts of the data or class by class. */
export function MaskCurves({ measures }: { measures: readonly Measure[] }) {
  const measure = useMasking((state) => state.measure);
  const byClass = useMasking((state) => state.byClass);
  const logScale = useScreen((state) => state.logScale);
  const part = useLooking((state) => state.part);
  const names = useClassNames(part);
  const pulled = usePulled();
  const [penalty, setPenalty] = useState(true);
  const classy = names.length > 2 && (measure === 'dice' || measure === 'iou');
  return (
    <div className="curves-part">
      <div className="curves-head">
        {/* biome-ignore lint/a11y/useSemanticElements: a row of toggles, no form */}
        <div className="toggles" role="group" aria-label="Curves shown">
          {measures.filter(isOfMasks).map((one) => (
            <Chip key={one} label={TITLES[one]} on={measure === one} onChange={() => mask({ measure: one })} />
          ))}
        </div>
        {measure === 'loss' && pulled && <Chip label="Penalty" on={penalty} onChange={setPenalty} />}
        {measure === 'loss' && <Chip label="Log scale" on={logScale} onChange={(on) => show({ logScale: on })} />}
        {classy && <Chip label="By class" on={byClass} onChange={(on) => mask({ byClass: on })} />}
      </div>
      <Suspense fallback={<div className="curves" />}>
        <Curves
          measure={measure}
          log={measure === 'loss' && logScale}
          penalty={measure === 'loss' && penalty && pulled}
          classes={classy && byClass ? { part, names } : undefined}
        />
      </Suspense>
      {measure === 'loss' && pulled && <PenaltyLine />}
      {classy && byClass && <ClassKeys names={names} />}
    </div>
  );
}

/** The names of the classes where curves of each are there; else none. */
function useClassNames(part: DataPart): string[] {
  const { session } = useGlass();
  const text = useLatest({ kind: 'samples' }, () => {
    const run = session.run.store.getState().run ?? '';
    const several = classColumns(session.series(run), part, 'dice').length > 1;
    return several ? classesIn(session.tensors.get(run, 'samples')).join('\n') : '';
  });
  return text === '' ? [] : text.split('\n');
}

function ClassKeys({ names }: { names: readonly string[] }) {
  const theme = useTheme();
  return (
    <div className="mask-legend small">
      {names.slice(1).map((name, at) => (
        <span key={name} className="mask-legend-class">
          <svg width="20" height="6" aria-hidden="true">
            <line
              x1="0"
              x2="20"
              y1="3"
              y2="3"
              stroke={classColour(at + 1, theme)}
              strokeWidth="2"
              strokeDasharray={classDash(at + 1).join(' ')}
            />
          </svg>
          {name}
        </span>
      ))}
    </div>
  );
}
