import { Scale } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useEdit, useFacts } from '@/editor/edit';
import { NumberBox } from '@/editor/fields/NumberBox';
import { classesOf } from '@/editor/task';
import { balanced } from '@/editor/weights';
import { isImages } from '@/protocol/spec';
import { useProject } from '@/state/glass';
import { useBalance } from './use_balance';

/** More classes than this have no field each. */
const MOST_FIELDS = 24;

/** How much each class counts in the loss. */
export function ClassWeights() {
  const edit = useEdit();
  const facts = useFacts();
  const classes = useProject(({ spec }) => classesOf(spec.data, facts));
  const images = useProject(({ spec }) => isImages(spec.data));
  const given = useProject(({ spec }) => spec.training.loss['class_weights']);
  const found = useBalance(classes, images);
  if (classes < 2 || classes > MOST_FIELDS) return null;
  const weights = Array.isArray(given) && given.length === classes ? given.map(Number) : found.map(() => 1);
  const counts = found.map(({ count }) => count ?? 0);
  const known = found.every(({ count }) => count !== null);
  const set = (next: readonly number[], key?: string) => edit({ type: 'set_class_weights', weights: next }, key);
  return (
    <fieldset className="class-weights">
      <legend className="small">Class weights</legend>
      <p className="quiet small">
        A rare class is soon overlooked: being wrong about it costs little. More weight, and the network finds more of
        it, with more false alarms.
      </p>
      <div className="class-weight-fields">
        {found.map(({ name, count }, place) => (
          <NumberBox
            // biome-ignore lint/suspicious/noArrayIndexKey: a class is its number
            key={place}
            label={name}
            hint={`How much ${name} counts${count === null ? '' : `, of which ${count.toLocaleString('en-GB')} train`}.`}
            value={weights[place] ?? 1}
            min={0}
            max={1000}
            step={0.1}
            live={Array.isArray(given) && given.length === classes}
            onChange={(value) => value !== null && set(weights.with(place, value), `class_weight.${place}`)}
          />
        ))}
      </div>
      <div className="class-weight-tools">
        <Button className="button" isDisabled={!known} onPress={() => set(balanced(counts))}>
          <Scale size={14} aria-hidden /> Balance
        </Button>
        <Button className="button" onPress={() => set([])}>
          All alike
        </Button>
        <span className="quiet small">
          Balance: n ∕ (k · n of the class), so that all classes together count the same.
        </span>
      </div>
    </fieldset>
  );
}
