import { css } from '@/paint/colour';
import { errorRgb, overImage } from '@/paint/mask_pixels';
import type { MaskMode } from '@/paint/mask_scene';
import { outlineStyles } from '@/paint/mask_view';
import { short } from '@/paint/numbers';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useMasking } from '@/state/masking';
import { masksIn } from './reading';

/** A line as it is drawn over images, on a ground as dark as most of these. */
function LineKey({ mode, which }: { mode: MaskMode; which: 'truth' | 'prediction' }) {
  const { colour, dash } = outlineStyles(1, 2, mode)[which];
  return (
    <svg className="mask-key" width="24" height="12" aria-hidden="true">
      <line x1="3" x2="21" y1="6" y2="6" stroke={colour} strokeWidth="2" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}

/** What lines, fills and shades stand for; always there. */
export function MaskLegend({ names }: { names: readonly string[] }) {
  const mode = useMasking((state) => state.mode);
  const truth = useMasking((state) => state.truth);
  const prediction = useMasking((state) => state.prediction);
  const shown = useMasking((state) => state.shown);
  const contour = useMasking((state) => state.contour);
  const fills = mode === 'overlay' && (prediction ? 'prediction' : truth ? 'truth' : null);
  return (
    <div className="mask-legend small">
      {mode === 'errors' && <ErrorKeys several={names.length > 2} />}
      {mode === 'probability' && <Scale name={`P(${names[shown] ?? shown})`} low="0" high="1" />}
      {mode === 'loss' && <LossScale />}
      {mode !== 'errors' &&
        names.slice(1).map((name, at) => (
          <span key={name} className="mask-legend-class">
            <i className="mask-swatch" style={{ background: css(overImage(at + 1)) }} aria-hidden />
            {name}
          </span>
        ))}
      {truth && (contour || fills === 'truth') && (
        <span className="mask-legend-class">
          <LineKey mode={mode} which="truth" /> truth{fills === 'truth' && ', filled in stripes'}
        </span>
      )}
      {prediction && (contour || fills === 'prediction') && (
        <span className="mask-legend-class">
          <LineKey mode={mode} which="prediction" /> prediction{fills === 'prediction' && ', filled'}
        </span>
      )}
    </div>
  );
}

function ErrorKeys({ several }: { several: boolean }) {
  const keys = [
    ['extra', 'too much (false positive)'],
    ['missed', 'missed, striped (false negative)'],
    ...(several ? ([['mixed', 'another class']] as const) : []),
  ] as const;
  return keys.map(([key, title]) => (
    <span key={key} className="mask-legend-class">
      <i className="mask-swatch" data-error={key} style={{ background: css(errorRgb[key]) }} aria-hidden />
      {title}
    </span>
  ));
}

function Scale({ name, low, high }: { name: string; low: string; high: string }) {
  return (
    <span className="mask-scale">
      {name} {low}
      <i aria-hidden />
      {high}
    </span>
  );
}

/** The loss from zero to the largest one of the images shown. */
function LossScale() {
  const { session } = useGlass();
  const key = useMasking((state) => (state.tab === 'one' ? 'masks:one' : 'masks'));
  const hi = useLatest(key === 'masks' ? { kind: 'masks' } : { kind: 'masks', count: 1 }, () => {
    const set = masksIn(session.tensors.get(session.run.store.getState().run ?? '', key));
    return set?.scenes[0]?.loss?.hi ?? null;
  });
  return hi === null ? (
    <span className="quiet">No truth, so no loss</span>
  ) : (
    <Scale name="Loss" low="0" high={short(hi)} />
  );
}
