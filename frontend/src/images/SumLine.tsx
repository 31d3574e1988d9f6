import { minus } from '@/paint/numbers';
import type { DenseNode } from '@/protocol/names';
import { className } from './reading';
import type { Weighed } from './weighing';

const written = (value: number): string => minus(String(Number(value.toFixed(2)))).replace(/^−0$/, '0');

/** What the products add up to, the threshold it is held against, and the answer. */
export function SumLine({
  weighed,
  node,
  names,
}: {
  weighed: Weighed | null;
  node: DenseNode;
  names: readonly string[];
}) {
  if (weighed === null || weighed.sum === null) return <p className="weights-sum quiet small">No image yet.</p>;
  const { sum, bias } = weighed;
  const fires = sum + bias > 0;
  const decides = node.units === 1 && node.activation === 'step';
  return (
    <p className="weights-sum number">
      <span>
        Σ x<sub>i</sub>w<sub>i</sub> = <b>{written(sum)}</b>
      </span>
      {decides ? (
        <>
          <span>
            {fires ? '>' : '≤'} threshold <b>{written(-bias)}</b>
          </span>
          <span className="weights-answer" data-fires={fires || undefined}>
            → {fires ? 1 : 0}
            {names.length === 2 && (
              <>
                , <b>{className(names, fires ? 1 : 0)}</b>
              </>
            )}
          </span>
        </>
      ) : (
        <span>
          + bias {written(bias)} = v = <b>{written(sum + bias)}</b>
        </span>
      )}
    </p>
  );
}
