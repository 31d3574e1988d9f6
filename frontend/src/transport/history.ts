import type { RunRecord } from '../protocol/answers';
import type { CheckpointLine, Comparison, EditRun, Page, RunLine } from '../protocol/classroom';
import { asking, type Fetch } from './asking';

/** Whose runs are asked for; with neither, one's own. */
export interface WhoseRuns {
  project?: string;
  user?: string;
}

/** A run with what was written about it. */
export type NotedRun = RunRecord & {
  /** Whose it is. */
  user: string;
  created_at: string;
  title: string;
  notes: string;
  project: string | null;
  /** The run where it began, and after how many updates of it. */
  parent: string | null;
  parent_step: number | null;
};

/** Runs of the past over HTTP. Every call rejects with a `ProblemError`. */
export interface HistoryRest {
  /** Some runs, newest first; `after` is the `next` of the page before. */
  lines(whose: WhoseRuns, after?: string, signal?: AbortSignal): Promise<Page<RunLine>>;
  /** A run with its notes. */
  noted(id: string): Promise<NotedRun>;
  edit(id: string, changes: EditRun): Promise<NotedRun>;
  remove(id: string): Promise<void>;
  /** Pauses a run; another one can take its place. */
  pause(id: string): Promise<unknown>;
  checkpoints(id: string): Promise<CheckpointLine[]>;
  /** A new run that begins where another one was; `step` null: at its newest checkpoint. */
  fork(id: string, step: number | null): Promise<NotedRun>;
  compare(ids: readonly string[], signal?: AbortSignal): Promise<Comparison>;
}

/** A client of the server at `base`. */
export function createHistoryRest(
  base = '/api/v1',
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): HistoryRest {
  const ask = asking(base, fetch);
  const run = (id: string): string => `/runs/${encodeURIComponent(id)}`;
  return {
    lines(whose, after, signal) {
      const query = new URLSearchParams({ ...whose, ...(after === undefined ? {} : { after }) }).toString();
      return ask(query === '' ? '/runs/lines' : `/runs/lines?${query}`, { signal });
    },
    noted: (id) => ask(run(id)),
    edit: (id, changes) => ask(run(id), { method: 'PATCH', body: changes }),
    remove: (id) => ask(run(id), { method: 'DELETE' }),
    pause: (id) => ask(`${run(id)}/commands`, { method: 'POST', body: { type: 'pause' } }),
    checkpoints: (id) => ask(`${run(id)}/checkpoints`),
    fork: (id, step) => ask(`${run(id)}/fork`, { method: 'POST', body: { step } }),
    compare: (ids, signal) => ask(`/runs/compare?ids=${ids.map(encodeURIComponent).join(',')}`, { signal }),
  };
}
