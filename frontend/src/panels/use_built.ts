import { useEffect, useState } from 'react';
import type { BuiltTemplate, DataToLearn, Outline } from '@/protocol/names';
import { asProblem, type ProblemError } from '@/protocol/problem';
import { useGlass } from '@/state/glass';
import type { Options } from './builder';

/** What comes of some options; while newer ones are on their way, that of the ones before. */
export interface Making {
  built: BuiltTemplate | null;
  outline: Outline | null;
  problem: ProblemError | null;
  /** Whether what is there is of the options that are chosen. */
  current: boolean;
}

const SETTLE_MS = 120;

/** Has the server build a template, and tells what the network amounts to. */
export function useBuilt(id: string, options: Options, data: DataToLearn | null): Making {
  const { session } = useGlass();
  const [making, setMaking] = useState<Making>({ built: null, outline: null, problem: null, current: false });
  const text = JSON.stringify([options, data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is what is asked for by value
  useEffect(() => {
    const gone = new AbortController();
    setMaking((before) => ({ ...before, current: false }));
    const timer = setTimeout(async () => {
      try {
        const built = await session.rest.buildTemplate(id, options, data, gone.signal);
        const outline = await session.rest.outline(built.spec, gone.signal);
        if (!gone.signal.aborted) setMaking({ built, outline, problem: null, current: true });
      } catch (thrown) {
        if (!gone.signal.aborted)
          setMaking((before) => ({ ...before, problem: asProblem(thrown), current: true, built: null }));
      }
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [session, id, text]);
  return making;
}
