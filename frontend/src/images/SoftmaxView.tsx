import { useEffect, useRef } from 'react';
import { percent, short } from '@/paint/numbers';
import { numbersOf } from '@/protocol/frames';
import { useGlass } from '@/state/glass';
import { useLooking } from '@/state/looking';
import { useClasses, useOutputs } from './ClassBars';
import { className, probabilitiesIn, truthIn } from './reading';
import { largestOf, softmaxSteps } from './softmax';

const STEPS = ['logit', 'power', 'probability'] as const;

/** From what the last layer gives to how probable each class is, step by step and number by number. */
export function SoftmaxView() {
  const { session } = useGlass();
  const names = useClasses();
  const outputs = useOutputs();
  const begun = useLooking((state) => (state.drawing ? (state.drawn?.label ?? null) : null));
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    const element = body.current;
    if (!element || outputs === 0) return;
    const rows = [...element.querySelectorAll('tr')].map((row) => ({
      row,
      cells: STEPS.map((step) => row.querySelector<HTMLElement>(`[data-step=${step}]`)),
    }));
    const run = (): string => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), 'maps'),
      paint() {
        const frame = session.tensors.get(run(), 'maps');
        const logits = numbersOf(frame?.tensors.get('logits'));
        const probabilities = probabilitiesIn(frame);
        if (!logits || !probabilities) return;
        // One output stands for class 1, against a class 0 whose logit is 0.
        const { logits: shown, powers } = softmaxSteps(logits.length === 1 ? [0, logits[0] ?? 0] : logits);
        const reach = shown.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
        const largest = powers.reduce((most, value) => Math.max(most, value), 1e-9);
        const truth = truthIn(frame) ?? begun;
        const best = largestOf(probabilities);
        rows.forEach(({ row, cells: [logit, power, probability] }, index) => {
          row.toggleAttribute('data-truth', index === truth);
          row.toggleAttribute('data-best', index === best);
          const [z, e, p] = [shown[index] ?? 0, powers[index] ?? 0, probabilities[index] ?? 0];
          bar(logit, short(z), Math.abs(z) / reach);
          logit?.toggleAttribute('data-negative', z < 0);
          bar(power, short(e), Number.isFinite(e) ? e / largest : 1);
          bar(probability, percent(p), p);
        });
      },
    });
  }, [session, outputs, begun]);
  if (outputs === 0) return null;
  return (
    <section className="softmax" aria-label="Softmax">
      <table className="softmax-table number">
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">z</th>
            <th scope="col">
              e<sup>z</sup>
            </th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {Array.from({ length: outputs }, (_, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a class is its number
            <tr key={number}>
              <th scope="row">
                {className(names, number)}
                <span className="truth-mark" title="The truth">
                  truth
                </span>
              </th>
              {STEPS.map((step) => (
                <td key={step} data-step={step} className="softmax-cell">
                  <span className="softmax-number" />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small quiet">
        Softmax: each output z becomes e to the power of z, and its share of the sum is the probability: the largest
        takes most, and all add up to 100 %.
      </p>
    </section>
  );
}

function bar(cell: HTMLElement | null | undefined, text: string, part: number): void {
  if (!cell) return;
  cell.style.setProperty('--part', part.toFixed(3));
  const number = cell.firstElementChild;
  if (number && number.textContent !== text) number.textContent = text;
}
