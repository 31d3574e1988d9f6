import { GraduationCap } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { Hint } from '@/editor/fields/Hint';
import { useLookedAt } from '@/panels/looked_at';
import { MistakeCount, useMargin } from '@/perceptron/MistakeCount';
import { taughtBy, verdictOf } from '@/perceptron/telling';
import { ruleOf } from '@/perceptron/unit';
import type { DenseNode } from '@/protocol/names';
import { useGlass, useProject, useRun } from '@/state/glass';
import { chooseSample, useLooking } from '@/state/looking';

/** One unit learns from one image at a time: the next one, what it made of it, and how often it was wrong. */
export function TeachLine({ node }: { node: DenseNode }) {
  const { controller } = useGlass();
  const rule = useProject(({ spec }) => ruleOf(node, spec.training.loss));
  const rate = useProject(({ spec }) => spec.training.optimiser.learning_rate);
  const ended = useRun(({ status }) => status === 'stopped' || status === 'failed');
  const looked = useLookedAt();
  const { facts } = useMargin();
  const index = looked?.index;
  useEffect(() => {
    if (index !== undefined && !useLooking.getState().drawing) chooseSample('train', index);
  }, [index]);
  const taught = looked && rule && taughtBy(looked, { node: node.id, rule, rate, sum: null });
  return (
    <div className="teach-line">
      <Hint text="Shows the unit the next training image. Where it errs, the image is added to the weights or taken off them.">
        {(describedBy) => (
          <Button
            className="button button-small"
            aria-describedby={describedBy}
            isDisabled={ended}
            onPress={() => controller.step('sample')}
          >
            <GraduationCap size={14} aria-hidden /> Teach one image
          </Button>
        )}
      </Hint>
      {facts && <MistakeCount facts={facts} />}
      <p className="small" role="status">
        {taught && rule && rule !== 'delta_rule' && verdictOf(taught, rule)}
      </p>
    </div>
  );
}
