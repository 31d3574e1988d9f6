import { create } from 'zustand';
import type { Control } from '../protocol/classroom';
import type { RunSpec } from '../protocol/names';

/** What of the page whoever looks at it may see and change; all of it, unless it was shared otherwise. */
export interface Permits {
  /** Seen, but not to be changed. */
  locked: ReadonlySet<Control>;
  /** Not seen, and not to be changed either. */
  hidden: ReadonlySet<Control>;
  /** Whether the page shows more than the network and its output: name, templates, files. */
  chrome: boolean;
  /** Whether there is a run, or can be one; false for a set-up that is only looked at. */
  runs: boolean;
  /** Who decided that; empty where nobody did. */
  by: string;
}

const ALL: Permits = { locked: new Set(), hidden: new Set(), chrome: true, runs: true, by: '' };

/** The permits of this page. */
export const usePermits = create<Permits>()(() => ALL);

/** Says what may be seen and changed from now on; what is left out is all. */
export const permit = (permits: Partial<Permits>): void => usePermits.setState({ ...ALL, ...permits });

/** Whether a part of the page can be changed. */
export const mayChange = ({ locked, hidden }: Permits, control: Control): boolean =>
  !locked.has(control) && !hidden.has(control);

export const useMayChange = (control: Control): boolean => usePermits((permits) => mayChange(permits, control));
export const useHidden = (control: Control): boolean => usePermits(({ hidden }) => hidden.has(control));

const PARTS = ['network', 'data', 'training'] as const;
const NAMES: Record<(typeof PARTS)[number], string> = {
  network: 'The network is',
  data: 'The data are',
  training: 'The training settings are',
};

/** The sentence that says why a change cannot be made; null where it can. */
export function refusal(permits: Permits, before: RunSpec, after: RunSpec): string | null {
  const part = PARTS.find((one) => before[one] !== after[one] && !mayChange(permits, one));
  return part === undefined ? null : `${NAMES[part]} ${lockedBy(permits)}`;
}

/** The end of a sentence on something that cannot be changed. */
export const lockedBy = ({ by }: Permits): string =>
  `locked${by ? ` by ${by}` : ''}: to be looked at, not to be changed.`;
