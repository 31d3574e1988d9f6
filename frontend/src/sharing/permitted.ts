import type { Control, Shared, ShareLine } from '@/protocol/classroom';
import type { Permits } from '@/state/permits';

const WORK: readonly Control[] = ['data', 'network', 'training', 'transport'];

interface Visitor {
  /** Whether they may have runs of their own. */
  mayPlay: boolean;
}

/**
 * What a visitor of a link may see and change.
 *
 * A run that somebody else plays is looked at; so is everything of a link that is for looking, though a project can still
 * be played, as it is. Whoever has no account here has nobody to play for.
 */
export function permitsOf({ share, owner }: Pick<Shared, 'share' | 'owner'>, { mayPlay }: Visitor): Permits {
  const { run, mode, locked, hidden } = share;
  const looked: readonly Control[] =
    run !== null || !mayPlay ? WORK : mode === 'view' ? WORK.filter((control) => control !== 'transport') : [];
  return {
    locked: new Set([...locked, ...looked].filter((control) => !hidden.includes(control))),
    hidden: new Set(hidden),
    chrome: mode !== 'embed',
    runs: run !== null || mayPlay,
    by: owner || 'whoever shared it',
  };
}

/** What a visitor may see of a run that they may read, being its owner or a teacher. */
export const permitsToWatch = (by: string): Permits => ({
  locked: new Set(WORK),
  hidden: new Set(),
  chrome: true,
  runs: true,
  by,
});

/** What a link is for, in a few words. */
export function purposeOf({ mode, run, weights }: Pick<ShareLine, 'mode' | 'run' | 'weights'>): string {
  if (run !== null) return weights ? 'a live run, its weights included' : 'a live run, to look at';
  return mode === 'view' ? 'to look at and to play' : 'to try out';
}
