import { type Column, unitTitle } from '@/diagram/network';
import { learnedIn } from '@/diagram/numbers';
import { unitEntry, weightEntry } from '@/editor/held';
import { FEATURE_SIGNS } from '@/editor/inputs';
import { ActivationPanel } from '@/inside/ActivationPanel';
import { HoldSwitch } from '@/inside/HoldSwitch';
import { Maths } from '@/lessons/Maths';
import { unitFormula } from '@/lessons/unit_formula';
import { useCatalog, useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { WeightField } from './WeightField';

interface UnitCardProps {
  column: Column;
  before: Column | undefined;
  features: readonly string[];
  unit: number;
}

/** One unit: its bias, its weights, and its arithmetic with the numbers of this moment. */
export function UnitCard({ column, before, features, unit }: UnitCardProps) {
  const { session } = useGlass();
  const catalog = useCatalog();
  const { node, layer } = column;
  const [weights, bias] = useLatest({ kind: 'weights' }, () => {
    const learned = learnedIn(session.tensors, session.run.store.getState().run);
    const inputs = Array.from({ length: before?.count ?? 0 }, (_, input) => learned.weight(node, input, unit));
    return [inputs, learned.bias(node, unit)] as const;
  });
  const title = unitTitle(column, unit, features);
  if (!layer || !before) {
    const feature = features[unit];
    const entries = catalog.phase === 'ready' ? catalog.catalog.features : [];
    const entry = entries.find(({ kind }) => signOf(kind) === feature);
    return (
      <div className="card card-unit">
        <div>
          <div className="card-head">
            <h2>{title}</h2>
            <HoldSwitch wide entry={unitEntry(node, unit)} what="this feature" />
          </div>
          <p>
            {entry?.summary ??
              'What the network gets of this column of the table: its mean taken away, in standard deviations.'}
          </p>
        </div>
        <div className="card-formula">{entry?.equation && <Maths display tex={entry.equation} />}</div>
      </div>
    );
  }
  const symbol = (input: number) => (before.kind === 'input' ? texOf(features[input]) : `h_{${input + 1}}`);
  const terms = weights.map((weight, input) => ({ symbol: symbol(input), weight: weight ?? Number.NaN }));
  return (
    <div className="card card-unit">
      <div className="card-fields">
        <div className="card-head">
          <h2>{title}</h2>
          {column.kind !== 'output' && <HoldSwitch wide entry={unitEntry(node, unit)} what="this unit" />}
        </div>
        <div className="weight-list">
          {layer.dense.bias && (
            <div className="weight-row" id="inspector-bias">
              <span className="weight-name">Bias</span>
              <WeightField label="Bias" at={{ node, name: 'bias', index: [unit] }} value={bias} />
            </div>
          )}
          {weights.map((weight, input) => {
            const from = unitTitle(before, input, features);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an input has no other name than its number
              <div className="weight-row weight-row-held" key={input}>
                <span className="weight-name" title={from}>
                  {before.kind === 'input' ? features[input] : `unit ${input + 1}`}
                </span>
                <WeightField
                  label={`Weight from ${from.toLowerCase()}`}
                  at={{ node, name: 'weight', index: [input, unit] }}
                  value={weight}
                />
                <HoldSwitch entry={weightEntry(node, input, unit)} what={`the weight from ${from.toLowerCase()}`} />
              </div>
            );
          })}
        </div>
      </div>
      <div className="card-formula">
        <Maths tex={unitFormula(layer.dense.activation, terms, layer.dense.bias ? (bias ?? Number.NaN) : undefined)} />
        <ActivationPanel {...{ node, unit }} activation={layer.dense.activation} drop={layer.dropout?.id ?? null} />
        <p className="quiet small">
          The numbers of this moment. Change one and look at the pictures: everything after it follows at once.
        </p>
      </div>
    </div>
  );
}

const signOf = (kind: string): string | undefined => Object.entries(FEATURE_SIGNS).find(([name]) => name === kind)?.[1];

/** An input in a formula: the sign of a feature, or the name of a column. */
function texOf(name: string | undefined): string {
  switch (name) {
    case 'x²':
      return 'x^2';
    case 'y²':
      return 'y^2';
    case 'sin x':
      return '\\sin x';
    case 'sin y':
      return '\\sin y';
    case undefined:
    case 'x':
    case 'y':
    case 'xy':
      return name ?? 'x';
    default:
      return `\\text{${name.replace(/[\\{}$%#&_^~]/g, ' ')}}`;
  }
}
