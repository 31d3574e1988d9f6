import type { RunRecord, RunSpec } from '@/protocol/names';
import { compareAddress } from '@/runs/addresses';
import { RULE_NAMES, RULES, withRule } from './unit';

/** By then all that can be told of a race has been seen; a rule that never comes to rest would run for ever. */
const MOST_EPOCHS = 100;
/** As fast as one can follow. */
const PACE = 240;

interface Rest {
  createRun(spec: RunSpec, start?: boolean): Promise<RunRecord>;
  deleteRun(id: string): Promise<void>;
}

/**
 * Starts a run by each of the three rules, from the same start on the same samples; the address that compares them.
 * Where one is refused none of them stays.
 */
export async function raceOf(rest: Rest, spec: RunSpec): Promise<string> {
  const begun = await Promise.allSettled(
    RULES.map((rule) => {
      const entered = withRule(spec, rule);
      return rest.createRun(
        { ...entered, training: { ...entered.training, max_epochs: MOST_EPOCHS, updates_per_s: PACE } },
        true,
      );
    }),
  );
  const runs = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = begun.find((one) => one.status === 'rejected');
  if (refused) {
    await Promise.allSettled(runs.map(({ id }) => rest.deleteRun(id)));
    throw refused.reason;
  }
  const address = compareAddress(
    runs.map(({ id }) => id),
    RULES.map((rule) => RULE_NAMES[rule]),
  );
  // Each rule has a loss of its own: what can be compared is how many samples are right.
  return address.replace('#', '&measure=accuracy#');
}
