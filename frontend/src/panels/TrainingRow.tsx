import { useEdit } from '@/editor/edit';
import { Choice, type Option } from '@/editor/fields/Choice';
import { logTrack, plain } from '@/editor/fields/ladder';
import { NumberBox } from '@/editor/fields/NumberBox';
import { Track } from '@/editor/fields/Track';
import type { CatalogEntry } from '@/protocol/names';
import { useBuilding, useCatalog, useProject } from '@/state/glass';
import { ClippingPart } from './ClippingPart';
import { Knobs, knobDefaults } from './Knobs';
import { LossPart } from './LossPart';
import { SchedulePart } from './SchedulePart';
import { StoppingPart } from './StoppingPart';

const RATE = logTrack(1e-5, 10, 120);

const optionsOf = (entries: CatalogEntry[]): Option[] =>
  entries.map(({ kind, title, summary }) => ({ id: kind, title, summary }));

/** How the network is trained. */
export function TrainingRow() {
  const edit = useEdit();
  const state = useCatalog();
  const { training } = useProject((project) => project.spec);
  const problem = useBuilding((building) => building.problem);
  const catalog = state.phase === 'ready' ? state.catalog : null;
  const wrong = (field: string) => (problem?.where === `training.${field}` ? problem.detail : undefined);
  const rate = training.optimiser.learning_rate;
  const setRate = (value: number) =>
    edit({ type: 'set_knob', knob: 'learning_rate', value }, 'training.optimiser.learning_rate');
  const set = (name: 'l1' | 'l2' | 'batch_size', value: number | null) =>
    value !== null && edit({ type: 'set_training', values: { [name]: value } }, name);

  return (
    <section className="training-row" aria-label="Training">
      <Choice
        label="Optimiser"
        hint="How weights move downhill."
        value={training.optimiser.kind}
        options={optionsOf(catalog?.optimisers ?? [])}
        onChange={(kind) => {
          const entry = catalog?.optimisers.find((one) => one.kind === kind);
          edit({ type: 'set_optimiser', kind, knobs: entry ? knobDefaults(entry) : {} });
        }}
      />
      <div className="rate">
        <NumberBox
          label="Learning rate"
          hint="Higher learning rate: faster, until it overshoots."
          value={rate}
          min={0}
          max={1e12}
          step="ladder"
          live
          invalid={wrong('optimiser.learning_rate')}
          onChange={(value) => value !== null && setRate(value)}
        />
        <Track
          bare
          label="Learning rate"
          hint=""
          value={RATE.at(rate)}
          min={0}
          max={120}
          step={1}
          text={plain(rate)}
          onChange={(at) => setRate(RATE.value(at))}
        />
      </div>
      <Knobs />
      <SchedulePart />
      <ClippingPart />
      <LossPart />
      <NumberBox
        label="L1"
        hint="Pulls every weight to zero with the same force: some vanish."
        value={training.l1}
        min={0}
        max={1000}
        step="ladder"
        live
        onChange={(value) => set('l1', value)}
      />
      <NumberBox
        label="L2"
        hint="Pulls large weights hardest: smoother surfaces, less overfitting."
        value={training.l2}
        min={0}
        max={1000}
        step="ladder"
        live
        onChange={(value) => set('l2', value)}
      />
      <NumberBox
        label="Batch size"
        hint="Larger batches: steadier steps, and fewer of them in an epoch."
        value={training.batch_size}
        min={1}
        max={20_000}
        step={1}
        whole
        invalid={wrong('batch_size')}
        onChange={(value) => set('batch_size', value)}
      />
      <StoppingPart />
    </section>
  );
}
