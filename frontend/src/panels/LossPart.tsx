import { useEdit, useFacts } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { outputWidth } from '@/editor/follow';
import { lossesFor, taskOf } from '@/editor/task';
import type { CatalogEntry, LossSpec } from '@/protocol/names';
import { useCatalog, useOutline, useProject } from '@/state/glass';
import { ClassWeights } from './ClassWeights';
import { KnobsButton } from './KnobsButton';
import { numbersOf, PartKnobs } from './PartKnobs';

/** The weight of the foreground is for masks, most of which is ground. */
function withoutWeight(entry: CatalogEntry): CatalogEntry {
  const { foreground_weight: _, ...properties } = entry.schema.properties ?? {};
  return { ...entry, schema: { ...entry.schema, properties } };
}

/** A value that is one number or text; lists have no box. */
const single = (value: LossSpec[string] | undefined): number | string | undefined =>
  typeof value === 'object' ? undefined : value;

/** What counts as wrong: those losses that suit the data and the output, and their numbers. */
export function LossPart() {
  const edit = useEdit();
  const facts = useFacts();
  const state = useCatalog();
  const task = useProject(({ spec }) => taskOf(spec.data, facts));
  const width = useProject(({ spec }) => outputWidth(spec.network));
  const loss = useProject(({ spec }) => spec.training.loss);
  const pairing = useOutline(({ outline }) => outline?.pairing ?? '');
  const entries = state.phase === 'ready' ? state.catalog.losses : [];
  const suits = lossesFor(task, width);
  const options = entries.flatMap(({ kind, title, summary }) =>
    suits.includes(kind) || kind === loss.kind
      ? [{ id: kind, title, summary: suits.includes(kind) ? summary : 'Does not fit these data.' }]
      : [],
  );
  const entryOf = (kind: string) => {
    const entry = entries.find((one) => one.kind === kind);
    return entry && task !== 'segmentation' ? withoutWeight(entry) : entry;
  };
  const weighted = entryOf(loss.kind)?.schema.properties?.['class_weights'] !== undefined;
  const knobs = (
    <PartKnobs
      entry={entryOf(loss.kind)}
      value={(name) => single(loss[name])}
      onChange={(knob, value) => edit({ type: 'set_loss_knob', knob, value }, `loss.${knob}`)}
    />
  );
  return (
    <>
      <Choice
        label="Loss"
        hint={`What counts as wrong, and how much. ${pairing}`.trim()}
        value={loss.kind}
        options={options.toSorted((a, b) => suits.indexOf(a.id) - suits.indexOf(b.id))}
        onChange={(kind) => edit({ type: 'set_loss', kind, knobs: numbersOf(entryOf(kind)) })}
      />
      {weighted || Object.keys(numbersOf(entryOf(loss.kind))).length > 1 ? (
        <KnobsButton label="Numbers of the loss">
          {knobs}
          {weighted && <ClassWeights />}
        </KnobsButton>
      ) : (
        knobs
      )}
    </>
  );
}
