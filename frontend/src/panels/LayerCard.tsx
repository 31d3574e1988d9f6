import { Switch } from 'react-aria-components';
import { MisfitMark } from '@/canvas/MisfitMark';
import type { Column } from '@/diagram/network';
import { useEdit } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { Field } from '@/editor/fields/Field';
import { NumberBox } from '@/editor/fields/NumberBox';
import { Track } from '@/editor/fields/Track';
import { MOST_UNITS } from '@/editor/stack';
import { ActivationPanel } from '@/inside/ActivationPanel';
import { Maths } from '@/lessons/Maths';
import type { CatalogEntry } from '@/protocol/names';
import { useBuilding, useCatalog, useOutline } from '@/state/glass';
import { OwnPenalty } from './OwnPenalty';

const options = (entries: CatalogEntry[]) => entries.map(({ kind, title, summary }) => ({ id: kind, title, summary }));

/** A layer: how wide it is, what its units do with their sums, how it starts. */
export function LayerCard({ column, before }: { column: Column; before: Column | undefined }) {
  const edit = useEdit();
  const state = useCatalog();
  const problem = useBuilding((building) => building.problem);
  const told = useOutline(({ outline }) => outline?.advice);
  const { layer, node } = column;
  if (!layer) return null;
  const { dense, dropout } = layer;
  const advice = told?.find((one) => one.node === node);
  const catalog = state.phase === 'ready' ? state.catalog : null;
  const activation = catalog?.activations.find((entry) => entry.kind === dense.activation);
  const rate = dropout?.rate ?? 0;
  const learned = dense.units * ((before?.count ?? 0) + (dense.bias ? 1 : 0));
  return (
    <div className="card card-layer">
      <div className="card-fields">
        <h2>
          {column.title} <span className="quiet number small">{learned} learned numbers</span>
        </h2>
        {problem?.where === `network.nodes.${node}` && <p className="fault">{problem.detail}</p>}
        <div className="card-row">
          <Choice
            label="Activation"
            hint="What each unit makes of its sum. Without a bend here, layers add nothing."
            value={dense.activation}
            options={options(catalog?.activations ?? [])}
            onChange={(kind) => edit({ type: 'set_layer', node, values: { activation: kind } })}
          />
          <Choice
            label="Start weights"
            hint="How the weights are drawn before the first step."
            value={dense.initialiser}
            options={options(catalog?.initialisers ?? [])}
            onChange={(kind) => edit({ type: 'set_layer', node, values: { initialiser: kind } })}
          />
          {column.kind === 'hidden' && (
            <NumberBox
              label="Units"
              hint="More units: more detail, more to learn."
              value={dense.units}
              min={1}
              max={MOST_UNITS}
              step={1}
              whole
              onChange={(units) => units !== null && edit({ type: 'set_units', node, units }, `${node}.units`)}
            />
          )}
          <Field label="Bias" hint="Lets each unit shift its sum; without it every surface goes through the middle.">
            {(describedBy) => (
              <Switch
                className="switch"
                aria-label="Bias"
                aria-describedby={describedBy}
                isSelected={dense.bias}
                onChange={(bias) => edit({ type: 'set_layer', node, values: { bias } })}
              >
                <span className="switch-track" />
                {dense.bias ? 'on' : 'off'}
              </Switch>
            )}
          </Field>
          {column.kind === 'hidden' && (
            <Track
              label="Dropout"
              hint="Silences this share of the units at random while training, so that none relies on one other."
              value={rate}
              min={0}
              max={0.9}
              step={0.05}
              text={rate === 0 ? 'none' : `${Math.round(100 * rate)} %`}
              live={dropout !== null}
              onChange={(next) => edit({ type: 'set_dropout', node, rate: next }, `${node}.dropout`)}
            />
          )}
          <OwnPenalty dense={dense} />
        </div>
        {advice && (
          <div className="small">
            <MisfitMark misfit={advice} />
          </div>
        )}
      </div>
      <div className="card-formula">
        {activation?.equation && <Maths display tex={activation.equation} />}
        <ActivationPanel node={node} activation={dense.activation} />
        <p className="quiet small">{activation?.summary}</p>
      </div>
    </div>
  );
}
