import type { StopReason } from '@/protocol/names';

/** A place on the chart of a run that has ended: an epoch, and what happened there. */
export interface StopMark {
  readonly x: number;
  readonly label: string;
  readonly firm?: boolean;
}

const ENDS: Readonly<Record<string, string>> = {
  early_stopping: 'stopped',
  max_epochs: 'stopped',
  stop_below: 'stopped',
  diverged: 'diverged',
};

/** Where a run has ended, and where the weights come from that it went back to. */
export function stopMarks(reason: StopReason | null, batches: number): StopMark[] {
  const label = reason ? ENDS[reason.rule] : undefined;
  if (!reason || label === undefined || batches < 1) return [];
  const end = { x: reason.step / batches, label, firm: true };
  const best = reason.best_step ?? null;
  return best === null ? [end] : [{ x: best / batches, label: 'best, back here' }, end];
}

/** The marks in words, for who does not see the chart. */
export function marksTold(marks: readonly StopMark[]): string {
  const epoch = (x: number): string => Number(x.toFixed(2)).toLocaleString('en-GB');
  return marks.map(({ x, label }) => `; ${label} at epoch ${epoch(x)}`).join('');
}
