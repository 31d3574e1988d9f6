import { StepForward } from 'lucide-react';
import { Button } from 'react-aria-components';
import { learnedIn } from '@/diagram/numbers';
import { Hint } from '@/editor/fields/Hint';
import { useInputNames } from '@/editor/inputs';
import { useLookedAt } from '@/panels/looked_at';
import { Segments } from '@/panels/Segments';
import type { DenseNode } from '@/protocol/names';
import { useGlass, useProject, useRun } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { useMayChange } from '@/state/permits';
import { ChangeTable } from './ChangeTable';
import { MarginPart } from './MarginPart';
import { neat, verdictOf } from './telling';
import { RULE_NAMES, RULES, type Rule, ruleOf, withRule } from './unit';
import { useSum, useTaught } from './use_taught';

/** One unit that learns sample by sample: what each sample did to it, by which rule, and how long that can go on. */
export function PerceptronCard({ unit }: { unit: DenseNode }) {
  const loss = useProject(({ spec }) => spec.training.loss);
  const rule = ruleOf(unit, loss);
  return (
    <div className="card card-perceptron">
      <Lesson unit={unit} rule={rule} />
      <MarginPart rule={rule} />
    </div>
  );
}

function Lesson({ unit, rule }: { unit: DenseNode; rule: Rule | null }) {
  const { session, controller } = useGlass();
  const names = useInputNames();
  const rate = useProject(({ spec }) => spec.training.optimiser.learning_rate);
  const numbers = useSum(unit);
  const looked = useLookedAt();
  const taught = useTaught(unit, rule, looked && numbers ? numbers.sum : null);
  const ended = useRun(({ status }) => status === 'stopped' || status === 'failed');
  const now = useLatest({ kind: 'weights' }, () => {
    const learned = learnedIn(session.tensors, session.run.store.getState().run);
    return [...names.map((_, input) => learned.weight(unit.id, input, 0)), learned.bias(unit.id, 0)].join(' ');
  });
  const weights = now.split(' ').map((text) => (text === '' ? undefined : Number(text)));
  return (
    <div className="perceptron-lesson">
      <div className="perceptron-head">
        <h2 className="hidden-visually">One unit, one line</h2>
        <Rules rule={rule} />
        <Hint text="Shows the unit one sample. The line in the plane is where its sum is 0; the arrow, its weights, points to where it fires.">
          {(describedBy) => (
            <Button
              className="button button-small"
              aria-describedby={describedBy}
              isDisabled={ended}
              onPress={() => controller.step('sample')}
            >
              <StepForward size={14} aria-hidden /> Next sample
            </Button>
          )}
        </Hint>
      </div>
      {taught && looked && rule ? (
        <>
          <p role="status">
            <span className="number">
              Sample {looked.index + 1}
              {numbers && (
                <>
                  : v = {neat(numbers.sum)}, φ(v) = ŷ = {neat(numbers.value)}.
                </>
              )}
            </span>{' '}
            {verdictOf(taught, rule)}
          </p>
          <ChangeTable {...{ taught, rate, names, now: weights }} />
        </>
      ) : (
        <p className="quiet">
          {rule === null
            ? 'Choose a rule above to see what each sample does to the line: it begins at zero weights and takes one sample at a time.'
            : 'Take the next sample: it is ringed in the plane, and each weight’s change stands here with its numbers. Or press Play.'}
        </p>
      )}
    </div>
  );
}

/** Which rule teaches the unit. */
function Rules({ rule }: { rule: Rule | null }) {
  const { project } = useGlass();
  const may = useMayChange('training');
  const network = useMayChange('network');
  if (!may || !network) return rule && <span className="quiet small">{RULE_NAMES[rule]}</span>;
  function choose(next: Rule): void {
    const { spec, commit } = project.getState();
    commit(withRule(spec, next));
  }
  return (
    <Segments<Rule | 'other'>
      label="Rule"
      value={rule ?? 'other'}
      options={RULES.map((one) => [one, RULE_NAMES[one]] as const)}
      onChange={(next) => next !== 'other' && choose(next)}
    />
  );
}
