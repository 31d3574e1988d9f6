import { Flag } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useEdit, useFacts } from '@/editor/edit';
import { Hint } from '@/editor/fields/Hint';
import { dataOf } from '@/editor/follow';
import { asProblem } from '@/protocol/problem';
import { useCatalog, useGlass, useProject } from '@/state/glass';
import { useMayChange, usePermits } from '@/state/permits';
import { go } from '@/state/place';
import { MistakeCount, useMargin } from './MistakeCount';
import { raceOf } from './race';
import { neat, promiseOf } from './telling';
import type { Rule } from './unit';

/** As few as can be followed one by one. */
const FEW = { samples: 40, noise: 0 };

/** How many mistakes there were, how many there can be at most, and why. */
export function MarginPart({ rule }: { rule: Rule | null }) {
  const { facts, done } = useMargin();
  if (!facts) return <div className="perceptron-margin quiet">Looking for a line between the classes…</div>;
  const { bound, mistakes, radius, margin } = facts;
  return (
    <section className="perceptron-margin" aria-label="Convergence">
      <div className="perceptron-deeds">
        <OtherPoints />
        <Race />
      </div>
      {rule === 'perceptron' && <MistakeCount facts={facts} />}
      {rule === 'perceptron' && mistakes !== null && bound !== null && (
        <div className="perceptron-bar" aria-hidden>
          <span style={{ inlineSize: `${Math.min(100, (100 * mistakes) / bound)}%` }} />
        </div>
      )}
      <p data-never={!facts.separable || undefined}>{promiseOf(facts, rule, done)}</p>
      {rule === 'perceptron' && bound !== null && (
        <p className="quiet small number">
          (R/γ)² = ({neat(radius)} / {neat(margin)})²: R is the longest sample, γ half the width of the gap, both with
          the 1 of the bias (Novikoff 1962).
        </p>
      )}
    </section>
  );
}

/** Points that a line parts, and points that none does: one click apart. */
function OtherPoints() {
  const edit = useEdit();
  const catalog = useCatalog();
  const facts = useFacts();
  const data = useProject(({ spec }) => spec.data);
  if (!useMayChange('data')) return null;
  const parted = catalog.phase === 'ready' ? catalog.templates.find(({ id }) => id === 'rosenblatt')?.spec.data : null;
  if (data.kind !== 'xor') {
    const xor = { ...dataOf('xor', data, facts), ...FEW };
    return (
      <Button className="button button-small" onPress={() => edit({ type: 'put_data', data: xor })}>
        Try XOR
      </Button>
    );
  }
  return parted ? (
    <Button className="button button-small" onPress={() => edit({ type: 'put_data', data: parted })}>
      Separable points
    </Button>
  ) : null;
}

/** All three rules at once, from the same start on the same samples. */
function Race() {
  const { project, session } = useGlass();
  const [problem, setProblem] = useState('');
  const shared = usePermits(({ by }) => by !== '');
  if (shared) return null;
  function race(): void {
    setProblem('');
    raceOf(session.rest, project.getState().spec).then(go, (thrown: unknown) => setProblem(asProblem(thrown).detail));
  }
  return (
    <>
      <Hint text="Trains by all three rules from the same start on the same samples, and lays their curves over each other.">
        {(describedBy) => (
          <Button className="button button-small" aria-describedby={describedBy} onPress={race}>
            <Flag size={14} aria-hidden /> Race all three
          </Button>
        )}
      </Hint>
      {problem !== '' && (
        <p className="fault small" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
