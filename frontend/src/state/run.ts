import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventSpec, Problem, RunStatus, SampleEvent, StatusEvent, StopReason } from '../protocol/names';
import type { Connection } from '../transport/socket';
import { dispatch, type Handlers } from './dispatch';

/** Something worth telling that is no error. `id` grows. */
export interface Notice {
  readonly id: number;
  readonly code: string;
  readonly detail: string;
}
/** A `Problem` that has not been dismissed. `id` grows. */
export type OpenProblem = Problem & { readonly id: number };

/** What people need to know of the current run, at human speed. */
export interface RunState {
  /** The current run; null before there is one, and after it was deleted. */
  run: string | null;
  /** Whether it learns from images; false of points on the plane, null where that is not known. */
  images: boolean | null;
  status: RunStatus;
  step: number;
  epoch: number;
  batch: number;
  batches: number;
  /** Samples of the current batch looked at by sample steps. */
  sample: number;
  updates_per_s: number;
  queue_position: number | null;
  /** What a queued run waits for, and about how long. */
  queue_for: StatusEvent['queue_for'];
  queue_wait_s: number | null;
  stop_reason: StopReason | null;
  /** Where it ended last; known still while it goes on from there. */
  ended: StopReason | null;
  device: string;
  compiled: { seconds: number; cached: boolean } | null;
  /** The newest sample that a sample step looked at. */
  looked_at: SampleEvent | null;
  /** Live values that were set since the run was opened, by their path, also by other tabs. */
  live: Readonly<Record<string, number | null>>;
  /** True once the run was deleted. */
  gone: boolean;
  connection: Connection;
  server: string;
  notices: readonly Notice[];
  problems: readonly OpenProblem[];
}

/** The numbers that change with every status, for what the ticker paints. */
export interface HotStatus {
  step: number;
  epoch: number;
  updates_per_s: number;
}

/** The store of the current run and what feeds it. */
export interface RunStore {
  /** For React: `useStore(runStore.store, (state) => state.status)`. */
  readonly store: StoreApi<RunState>;
  /** Always current; read it when painting. */
  readonly hot: Readonly<HotStatus>;
  /** Takes an event; events of other runs are ignored. */
  handle(event: EventSpec): void;
  /** Makes `run` the current one and forgets what was known of the one before. */
  open(
    run: string,
    known?: Partial<Pick<RunState, 'images' | 'status' | 'step' | 'epoch' | 'stop_reason' | 'device'>>,
  ): void;
  setConnection(connection: Connection): void;
  /** Shows a problem that did not come from the socket. */
  report(problem: Problem): void;
  dismissProblem(id: number): void;
  dismissNotice(id: number): void;
}

export interface RunStoreOptions {
  now?: () => number;
  after?: (milliseconds: number, callback: () => void) => void;
}

/** React sees a running run's numbers this often, at most. */
const SLOWEST_MS = 250;
const MOST_KEPT = 20;

const NO_RUN = {
  run: null,
  images: null,
  status: 'created',
  step: 0,
  epoch: 0,
  batch: 0,
  batches: 0,
  sample: 0,
  updates_per_s: 0,
  queue_position: null,
  queue_for: null,
  queue_wait_s: null,
  stop_reason: null,
  ended: null,
  device: '',
  compiled: null,
  looked_at: null,
  live: {},
  gone: false,
} as const satisfies Partial<RunState>;

/** An end stays known until the run begins anew, or ends elsewhere; a rest is no end. */
function lastEnd(before: RunState, { step, stop_reason }: Pick<RunState, 'step' | 'stop_reason'>): StopReason | null {
  if (stop_reason && stop_reason.rule !== 'idle') return stop_reason;
  return before.ended && step >= before.ended.step ? before.ended : null;
}

/** A store without a run. */
export function createRunStore(options: RunStoreOptions = {}): RunStore {
  const now = options.now ?? (() => performance.now());
  const after = options.after ?? ((milliseconds, callback) => void setTimeout(callback, milliseconds));
  const store = createStore<RunState>(() => ({
    ...NO_RUN,
    connection: 'connecting',
    server: '',
    notices: [],
    problems: [],
  }));
  const hot: HotStatus = { step: 0, epoch: 0, updates_per_s: 0 };
  let placement = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let waiting: StatusEvent | undefined;
  let count = 0;

  const current = (run: string): boolean => store.getState().run === run;

  function showStatus({ type: _type, run: _run, placement: _placement, ...facts }: StatusEvent): void {
    shownAt = now();
    waiting = undefined;
    store.setState((before) => ({ ...facts, ended: lastEnd(before, facts) }));
  }

  function takeStatus(event: StatusEvent): void {
    if (event.placement < placement) return;
    placement = event.placement;
    hot.step = event.step;
    hot.epoch = event.epoch;
    hot.updates_per_s = event.updates_per_s;
    const wait = shownAt + SLOWEST_MS - now();
    if (event.status !== store.getState().status || event.status !== 'running' || wait <= 0) {
      showStatus(event);
      return;
    }
    if (waiting === undefined) after(wait, () => waiting && showStatus(waiting));
    waiting = event;
  }

  const report = ({ code, detail, hint, where }: Problem): void => {
    count += 1;
    const problem = { id: count, code, detail, hint, where };
    store.setState(({ problems }) => ({ problems: [...problems, problem].slice(-MOST_KEPT) }));
  };

  const handlers: Handlers = {
    status: (event) => current(event.run) && takeStatus(event),
    compiled: ({ run, seconds, cached }) => current(run) && store.setState({ compiled: { seconds, cached } }),
    sample: (event) => current(event.run) && store.setState({ looked_at: event }),
    live: ({ run, path, value }) =>
      current(run) && store.setState(({ live }) => ({ live: { ...live, [path]: value } })),
    gone: ({ run }) => current(run) && store.setState({ gone: true }),
    notice({ run, code, detail }) {
      if (run !== null && !current(run)) return;
      count += 1;
      const notice = { id: count, code, detail };
      store.setState(({ notices }) => ({ notices: [...notices, notice].slice(-MOST_KEPT) }));
    },
    problem(event) {
      // An answer to a command reaches whoever gave the command; the rest is told here.
      if (event.id === null && (event.run === null || current(event.run))) report(event);
    },
    welcome: ({ version }) => store.setState({ server: version }),
    metrics: () => undefined,
    done: () => undefined,
    pong: () => undefined,
  };

  return {
    store,
    hot,
    handle: (event) => dispatch(event, handlers),
    open(run, known = {}) {
      placement = 0;
      waiting = undefined;
      shownAt = Number.NEGATIVE_INFINITY;
      hot.step = known.step ?? 0;
      hot.epoch = known.epoch ?? 0;
      hot.updates_per_s = 0;
      store.setState({ ...NO_RUN, ...known, ended: known.stop_reason ?? null, run });
    },
    setConnection: (connection) => store.setState({ connection }),
    report,
    dismissProblem: (id) => store.setState(({ problems }) => ({ problems: problems.filter((one) => one.id !== id) })),
    dismissNotice: (id) => store.setState(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) })),
  };
}
