import { Switch } from 'react-aria-components';
import { useEdit } from '@/editor/edit';
import { Field } from '@/editor/fields/Field';
import { NumberBox } from '@/editor/fields/NumberBox';
import type { DenseNode } from '@/protocol/names';

const PULLS = {
  l1: 'Pulls every weight of this layer to zero with the same force: some vanish.',
  l2: 'Pulls large weights of this layer hardest: all of them shrink.',
} as const;

/** L1 and L2 of one layer, in place of those of the run. */
export function OwnPenalty({ dense }: { dense: DenseNode }) {
  const edit = useEdit();
  const { id: node } = dense;
  const own = dense.own_penalty === true;
  return (
    <>
      <Field label="Own L1, L2" hint="Gives this layer strengths of its own, in place of those of the whole run.">
        {(describedBy) => (
          <Switch
            className="switch"
            aria-label="Own L1 and L2"
            aria-describedby={describedBy}
            isSelected={own}
            onChange={(own_penalty) =>
              edit({ type: 'set_layer', node, values: { own_penalty, l1: dense.l1 ?? 0, l2: dense.l2 ?? 0 } })
            }
          >
            <span className="switch-track" />
            {own ? 'on' : 'off'}
          </Switch>
        )}
      </Field>
      {own &&
        (['l1', 'l2'] as const).map((name) => (
          <NumberBox
            key={name}
            label={`${name.toUpperCase()} here`}
            hint={PULLS[name]}
            value={dense[name] ?? 0}
            min={0}
            max={1000}
            step="ladder"
            live
            onChange={(value) =>
              value !== null && edit({ type: 'set_layer', node, values: { [name]: value } }, `${node}.${name}`)
            }
          />
        ))}
    </>
  );
}
