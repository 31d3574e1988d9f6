import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Misfit, Outline, RunSpec } from '@/protocol/names';
import type { Rest } from '@/transport/rest';
import type { createProject } from './project';

/** What the server says of the network as it is being built: shapes, sizes, and what does not fit. */
export interface OutlineState {
  /** The newest that is known; of the set-up before while the next one is asked for. */
  outline: Outline | null;
}

export interface OutlineStore {
  readonly store: StoreApi<OutlineState>;
  /** What keeps a set-up from being trained; null when nothing does, or nobody can tell. */
  missing(spec: RunSpec): Promise<Misfit | null>;
}

interface Parts {
  rest: Pick<Rest, 'outline'>;
  project: ReturnType<typeof createProject>;
}

/** Edits come in bursts: only what they lead to is asked about. */
export const DEBOUNCE_MS = 120;

const same = (a: RunSpec, b: RunSpec): boolean =>
  a.network === b.network && a.data === b.data && a.training === b.training;

/** Asks for the outline after every edit. A server that cannot tell leaves the page without shapes, no more. */
export function createOutline({ rest, project }: Parts): OutlineStore {
  const store = createStore<OutlineState>(() => ({ outline: null }));
  let asked: { spec: RunSpec; answer: Promise<Outline | null>; gone: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function ask(spec: RunSpec): Promise<Outline | null> {
    clearTimeout(timer);
    if (asked && same(asked.spec, spec)) return asked.answer;
    asked?.gone.abort();
    const gone = new AbortController();
    const answer = rest.outline(spec, gone.signal).then(
      (outline) => {
        if (asked?.gone === gone) store.setState({ outline });
        return outline;
      },
      () => {
        if (asked?.gone === gone) asked = null;
        return null;
      },
    );
    asked = { spec, answer, gone };
    return answer;
  }

  project.subscribe(({ spec }, before) => {
    if (same(spec, before.spec)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(spec), DEBOUNCE_MS);
  });

  return {
    store,
    async missing(spec) {
      const outline = await ask(spec);
      return outline && !outline.runnable ? (outline.problems[0] ?? UNTOLD) : null;
    },
  };
}

const UNTOLD: Misfit = {
  code: 'network',
  detail: 'This network is not finished.',
  hint: 'Join its layers from the input to one output.',
  where: 'network',
  node: null,
  repair: null,
};
