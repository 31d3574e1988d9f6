import type { Knob } from '@/editor/changes';
import { useEdit } from '@/editor/edit';
import { NumberBox } from '@/editor/fields/NumberBox';
import type { CatalogEntry } from '@/protocol/names';
import { useCatalog, useProject } from '@/state/glass';
import { KnobsButton } from './KnobsButton';

const TITLES: Record<Exclude<Knob, 'learning_rate'>, string> = {
  momentum: 'Momentum',
  decay: 'Decay',
  beta1: 'Beta 1',
  beta2: 'Beta 2',
  epsilon: 'Epsilon',
  weight_decay: 'Weight decay',
};

const isKnob = (name: string): name is keyof typeof TITLES => Object.hasOwn(TITLES, name);

/** The knobs of an optimiser with the values they start with. */
export function knobDefaults(entry: CatalogEntry): Partial<Record<Knob, number>> {
  const found: Partial<Record<Knob, number>> = {};
  for (const [name, property] of Object.entries(entry.schema.properties ?? {})) {
    if (isKnob(name) && typeof property.default === 'number') found[name] = property.default;
  }
  return found;
}

/** The knobs the chosen optimiser has besides its learning rate. */
export function Knobs() {
  const edit = useEdit();
  const state = useCatalog();
  const optimiser = useProject((project) => project.spec.training.optimiser);
  const entries = state.phase === 'ready' ? state.catalog.optimisers : [];
  const properties = entries.find((entry) => entry.kind === optimiser.kind)?.schema.properties ?? {};
  const boxes = Object.entries(properties)
    .filter(([name]) => isKnob(name))
    .map(([name, property]) => {
      if (!isKnob(name)) return null;
      const start = typeof property.default === 'number' ? property.default : 0;
      return (
        <NumberBox
          key={name}
          label={TITLES[name]}
          hint={property.description ?? ''}
          value={optimiser[name] ?? start}
          min={property.minimum ?? (name === 'epsilon' ? 1e-12 : 0)}
          max={property.maximum ?? 0.9999}
          step={name === 'epsilon' ? 'ladder' : 0.01}
          live
          onChange={(value) => value !== null && edit({ type: 'set_knob', knob: name, value }, name)}
        />
      );
    });
  return boxes.length > 1 ? <KnobsButton label="Numbers of the optimiser">{boxes}</KnobsButton> : boxes;
}
