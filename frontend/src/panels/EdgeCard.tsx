import { type Column, unitTitle } from '@/diagram/network';
import { learnedIn } from '@/diagram/numbers';
import { isHeld, weightEntry } from '@/editor/held';
import { HoldSwitch } from '@/inside/HoldSwitch';
import { useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { WeightField } from './WeightField';

interface EdgeCardProps {
  column: Column;
  before: Column;
  features: readonly string[];
  unit: number;
  input: number;
}

/** One weight, to read and to set. */
export function EdgeCard({ column, before, features, unit, input }: EdgeCardProps) {
  const { session } = useGlass();
  const { node } = column;
  const weight = useLatest({ kind: 'weights' }, () =>
    learnedIn(session.tensors, session.run.store.getState().run).weight(node, input, unit),
  );
  const held = useProject(({ spec }) => isHeld(spec.network, weightEntry(node, input, unit)));
  const from = unitTitle(before, input, features);
  const to = unitTitle(column, unit, features);
  return (
    <div className="card card-edge">
      <div className="card-fields">
        <div className="card-head">
          <h2>
            Weight{' '}
            <span className="quiet small">
              from {from.toLowerCase()} to {to.toLowerCase()}
            </span>
          </h2>
          <HoldSwitch wide entry={weightEntry(node, input, unit)} what="this weight" />
        </div>
        <div className="weight-row weight-row-large">
          <WeightField label="Weight" at={{ node, name: 'weight', index: [input, unit] }} value={weight} />
        </div>
      </div>
      <p className="card-formula">
        {held
          ? 'Held at zero: nothing comes through, and it does not learn. Let go, it is what it was.'
          : telling(weight)}
      </p>
    </div>
  );
}

function telling(weight: number | undefined): string {
  if (weight === undefined) return '';
  if (Math.abs(weight) < 0.05) return 'Near zero: what comes in here hardly matters.';
  return weight > 0
    ? 'Positive: the larger what comes in, the larger the sum.'
    : 'Negative: the larger what comes in, the smaller the sum.';
}
