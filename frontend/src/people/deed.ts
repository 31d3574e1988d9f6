import { useState } from 'react';
import { asProblem, type ProblemError } from '@/protocol/problem';

/** Something that is asked of the server: under way, refused or neither. */
export interface Deed {
  busy: boolean;
  problem: ProblemError | null;
  /** Does it, once at a time; answers whether it went well. */
  go: (deed: () => Promise<unknown>) => Promise<boolean>;
  /** Takes back what was said of the last attempt. */
  forget: () => void;
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  async function go(deed: () => Promise<unknown>): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await deed();
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, go, forget: () => setProblem(null) };
}
