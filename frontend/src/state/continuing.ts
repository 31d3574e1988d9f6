import type { RunRecord, RunSpec } from '@/protocol/names';
import { asProblem, type Problem } from '@/protocol/problem';
import { isImages, isPoints } from '@/protocol/spec';
import { difference } from './difference';

interface Rest {
  createRun(spec: RunSpec, start?: boolean, from?: string): Promise<RunRecord>;
}

/** Refusals that only concern the run whose weights are wanted: the new one can be made, from the start. */
const OF_WEIGHTS: ReadonlySet<string> = new Set(['weights', 'no_such_run', 'no_weights', 'ended']);

const uncorrected = (spec: RunSpec): RunSpec =>
  !isImages(spec.data) ? spec : { ...spec, data: { ...spec.data, corrections: [] } };

const correctionsIn = ({ data }: RunSpec): string => JSON.stringify(isImages(data) ? data['corrections'] : null);

const pointsIn = ({ data }: RunSpec) => (isPoints(data) ? data.points : undefined);

/** Whether somebody drew points between the one set-up and the other, be it on those of a built-in set; not where none are left. */
export const isDrawn = (before: RunSpec, after: RunSpec): boolean =>
  isPoints(before.data) && (pointsIn(after)?.length ?? 0) > 0 && pointsIn(before) !== pointsIn(after);

/** The same network, fed and trained alike: what it has learned is of use there too. */
const drawsOn = (before: RunSpec, after: RunSpec): boolean =>
  isPoints(before.data) &&
  isPoints(after.data) &&
  before.data.features.join() === after.data.features.join() &&
  difference({ ...before, data: after.data }, after).kind !== 'rebuild';

/**
 * Whether a run of the one set-up may go on as a run of the other: only masks were corrected or points drawn in between. The
 * network is the same and has learned the same thing, so what it knows is worth keeping.
 */
export function continues(before: RunSpec, after: RunSpec): boolean {
  if (isDrawn(before, after)) return drawsOn(before, after);
  if (correctionsIn(before) === correctionsIn(after)) return false;
  return difference(uncorrected(before), uncorrected(after)).kind !== 'rebuild';
}

/** A run that starts with what another one has learned, or from the start where that cannot be; then it is told why. */
export async function createFrom(
  rest: Rest,
  spec: RunSpec,
  { started, from }: { started: boolean; from: string | null },
): Promise<{ record: RunRecord; problem: Problem | null }> {
  if (from === null) return { record: await rest.createRun(spec, started), problem: null };
  try {
    return { record: await rest.createRun(spec, started, from), problem: null };
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (!OF_WEIGHTS.has(problem.code)) throw thrown;
    return { record: await rest.createRun(spec, started), problem };
  }
}
