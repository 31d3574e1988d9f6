import type { SampleEvent, Task } from '@/protocol/names';
import { useRun } from '@/state/glass';
import type { RunState } from '@/state/run';

/** The sample that the last sample step looked at, until the training moves on or goes back to the start. */
export function lookedAtIn(state: Pick<RunState, 'looked_at' | 'status' | 'step' | 'sample'>): SampleEvent | null {
  const { looked_at: looked, status, step, sample } = state;
  if (!looked || status === 'running') return null;
  // The sample is told just before the count of samples follows.
  const within = looked.step === step && (sample === looked.position || (sample > 0 && sample === looked.position - 1));
  const completed = looked.step + 1 === step && looked.position === looked.of && sample === 0;
  return within || completed ? looked : null;
}

export const useLookedAt = (): SampleEvent | null => useRun(lookedAtIn);

const number = (value: number): string => `${value < 0 ? '−' : ''}${Number(Math.abs(value).toFixed(2))}`;
const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

const TINY = 1e-9;

/** Whether a sample moved any weight, as far as that is told. */
function hasMoved({ change }: SampleEvent): string {
  const gains = Object.values(change).flat();
  const still = gains.length > 0 && gains.every((gain) => Math.abs(gain) < TINY);
  return still ? 'No weight changed.' : 'The weights have just changed.';
}

/** What the network made of a sample, in one line. */
export function sampleTelling(event: SampleEvent, task: Task): string {
  const { position, of, output, target, loss } = event;
  const says =
    task === 'multiclass'
      ? `class ${largest(output) + 1} (${Math.round(100 * Math.max(...output))} %), should be class ${largest(target) + 1}`
      : `${number(output[0] ?? 0)}, should be ${number(target[0] ?? 0)}`;
  const cost = loss === null ? '' : `, loss ${number(loss)}`;
  const next = position < of ? `The weights change after sample ${of}.` : hasMoved(event);
  return `Sample ${position} of ${of}: said ${says}${cost}. ${next}`;
}
