import { useEffect, useState } from 'react';
import { libraryRest } from '@/images/use_library';
import type { Parts } from '@/protocol/library';
import type { TableData } from '@/protocol/names';
import { asProblem, type ProblemError } from '@/protocol/problem';

/** What the server makes of a choice: how it is parted, or what is wrong with it. */
export interface Judged {
  parts: Parts | null;
  problem: ProblemError | null;
  /** Whether the answer is of this very choice. */
  current: boolean;
}

const SETTLE_MS = 200;

/** Asks the server what a choice of a table amounts to. The answer before stays until the next one is there. */
export function useChosen(data: TableData): Judged {
  const { described: _, ...asked } = data;
  const text = JSON.stringify(asked);
  const [judged, setJudged] = useState<Omit<Judged, 'current'> & { of: string }>({
    parts: null,
    problem: null,
    of: '',
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is the choice by value; its object is new every time
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(
      () =>
        void libraryRest
          .parts({ ...asked }, abort.signal)
          .then((parts) => setJudged({ parts, problem: null, of: text }))
          .catch((thrown: unknown) => {
            if (!abort.signal.aborted) setJudged((now) => ({ ...now, problem: asProblem(thrown), of: text }));
          }),
      SETTLE_MS,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return { parts: judged.parts, problem: judged.of === text ? judged.problem : null, current: judged.of === text };
}
