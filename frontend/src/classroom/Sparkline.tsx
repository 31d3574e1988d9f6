import { type Trace, tracePath } from './traces';

const WIDTH = 72;
const HEIGHT = 20;

/** How a loss went, in little; the number beside it tells how far. */
export function Sparkline({ trace }: { trace: Trace | undefined }) {
  const path = trace ? tracePath(trace, WIDTH, HEIGHT - 4) : '';
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 -2 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {path !== '' && <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}
