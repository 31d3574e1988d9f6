import { useEdit } from '@/editor/edit';
import { NumberBox } from '@/editor/fields/NumberBox';
import { useBuilding, useProject } from '@/state/glass';
import { KnobsButton } from './KnobsButton';

/** When training comes to an end by itself. */
export function StoppingPart() {
  const edit = useEdit();
  const training = useProject(({ spec }) => spec.training);
  const problem = useBuilding((building) => building.problem);
  const patient = training.patience !== undefined && training.patience !== null;
  return (
    <>
      <NumberBox
        label="Patience"
        hint="Stops early: when the validation loss was no better for so many epochs, and takes the best weights back. More waits longer for a second fall, and overfits longer in vain."
        value={training.patience ?? null}
        min={1}
        max={1e6}
        step={5}
        whole
        empty="off"
        live
        invalid={problem?.where === 'training.patience' ? problem.detail : undefined}
        onChange={(patience) => edit({ type: 'set_training', values: { patience } }, 'patience')}
      />
      {patient && (
        <KnobsButton label="Numbers of early stopping">
          <NumberBox
            label="Min. delta"
            hint="By how much the validation loss must fall below the best to count as better: small falls by chance no longer win time."
            value={training.min_delta ?? 0}
            min={0}
            max={1e6}
            step="ladder"
            live
            onChange={(value) =>
              value !== null && edit({ type: 'set_training', values: { min_delta: value } }, 'min_delta')
            }
          />
        </KnobsButton>
      )}
      <NumberBox
        label="Stop below"
        hint="Stops when the training loss of an epoch falls below this ε."
        value={training.stop_below}
        min={1e-12}
        max={1e6}
        step="ladder"
        empty="never"
        live
        onChange={(value) => edit({ type: 'set_training', values: { stop_below: value || null } }, 'stop_below')}
      />
      <NumberBox
        label="Max epochs"
        hint="Stops after so many passes over the training data."
        value={training.max_epochs}
        min={1}
        max={1e9}
        step={10}
        whole
        empty="no end"
        live
        onChange={(value) => edit({ type: 'set_training', values: { max_epochs: value } }, 'max_epochs')}
      />
    </>
  );
}
