import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Session } from '@/live/session';
import type { Command, Problem, RunRecord, RunSpec, RunStatus, StepUnit } from '@/protocol/names';
import { asProblem } from '@/protocol/problem';
import { difference } from './difference';
import { createOutgoing } from './outgoing';
import type { createProject } from './project';

/** What stands between what was built and a run of it. */
export interface Building {
  phase: 'loading' | 'creating' | 'ready' | 'refused' | 'unreachable';
  problem: Problem | null;
}

/** Turns what the learner does into commands, and edits into new runs. */
export interface Controller {
  readonly building: StoreApi<Building>;
  /** Goes on with the run that this tab had, if it is still there and of this set-up; or makes one. */
  begin(): Promise<void>;
  play(): void;
  pause(): void;
  toggle(): void;
  step(unit: StepUnit): void;
  reset(): void;
  stop(): void;
}

/** Where a tab keeps the id of its run. */
export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

interface Parts {
  session: Pick<Session, 'run' | 'open'> & {
    rest: Pick<Session['rest'], 'run' | 'createRun' | 'deleteRun'>;
    socket: Pick<Session['socket'], 'tell'>;
  };
  project: ReturnType<typeof createProject>;
  keep: Keep;
  /** A set-up as text: equal texts are equal set-ups. */
  linkOf: (spec: RunSpec) => string;
}

const RUN_KEY = 'glassnet.run';
const SETTLE_MS = 150;
const MOVING: ReadonlySet<RunStatus> = new Set(['queued', 'compiling', 'running']);
const ENDED: ReadonlySet<RunStatus> = new Set(['stopped', 'failed']);

export function createController({ session, project, keep, linkOf }: Parts): Controller {
  const { rest, socket, run } = session;
  const building = createStore<Building>(() => ({ phase: 'loading', problem: null }));
  /** The set-up of the current run, with the live values it was told. */
  let built: RunSpec | null = null;
  let creating = false;
  let wantsPlay = false;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const current = () => run.store.getState();
  const tell = (id: string, command: Command): void => {
    socket.tell(id, command).catch((thrown: unknown) => {
      const problem = asProblem(thrown);
      if (current().run !== id || problem.code === 'closed') return;
      if (problem.code === 'not_found') void create();
      else run.report(problem);
    });
  };
  const outgoing = createOutgoing(tell);

  function adopt(record: RunRecord, spec: RunSpec): void {
    session.open(record);
    settle(record.id, spec);
  }

  /** The run is one of this set-up, and found again by it after a reload. */
  function settle(id: string, spec: RunSpec): void {
    built = spec;
    keep.setItem(RUN_KEY, `${id} ${linkOf(spec)}`);
    building.setState({ phase: 'ready', problem: null });
  }

  function letGo(id: string, trained: boolean): void {
    if (trained) socket.tell(id, { type: 'stop' }).catch(() => undefined);
    else rest.deleteRun(id).catch(() => undefined);
  }

  async function create(): Promise<void> {
    if (creating) return;
    creating = true;
    const { spec } = project.getState();
    building.setState({ phase: 'creating' });
    const { run: before, status, gone } = current();
    const started = wantsPlay;
    try {
      const record = await rest.createRun(spec, started);
      if (before !== null && !gone && status !== 'stopped') letGo(before, run.hot.step > 0);
      adopt(record, spec);
      creating = false;
      if (wantsPlay && !started) tell(record.id, { type: 'start' });
      if (!wantsPlay && started) tell(record.id, { type: 'pause' });
      follow();
    } catch (thrown) {
      creating = false;
      const problem = asProblem(thrown);
      const lost = problem.code === 'unreachable';
      building.setState({ phase: lost ? 'unreachable' : 'refused', problem });
      if (!lost && project.getState().spec !== spec) follow();
    }
  }

  /** Brings the run in line with the set-up. */
  function follow(): void {
    clearTimeout(settling);
    if (creating || building.getState().phase === 'loading') return;
    const { spec } = project.getState();
    const change = built ? difference(built, spec) : ({ kind: 'rebuild' } as const);
    const id = current().run;
    if (change.kind === 'rebuild' || id === null) {
      settling = setTimeout(() => void create(), SETTLE_MS);
      return;
    }
    if (change.kind === 'live') {
      for (const { path, value } of change.changes) outgoing.say(path, id, { type: 'set_live', path, value });
    }
    settle(id, spec);
  }

  project.subscribe((state, before) => {
    if (state.last === before.last) return;
    const id = current().run;
    if (state.last?.kind === 'spec') follow();
    else if (state.last?.kind === 'weight' && id !== null) {
      const { node, name, index, value } = state.last.weight;
      const key = `${node}.${name}.${index.join('.')}`;
      outgoing.say(key, id, { type: 'set_weight', node, name, index, value });
    }
  });
  run.store.subscribe((state, before) => {
    if (state.status !== before.status && !MOVING.has(state.status) && state.run === before.run) wantsPlay = false;
    if (state.gone && !before.gone) void create();
    if (state.connection === 'open' && before.connection !== 'open' && building.getState().phase === 'unreachable') {
      follow();
    }
  });

  const command = (command: Command): void => {
    const id = current().run;
    outgoing.flush();
    if (id !== null && !creating) tell(id, command);
  };

  return {
    building,
    async begin() {
      const { spec } = project.getState();
      const [id, link] = keep.getItem(RUN_KEY)?.split(' ') ?? [];
      const record = id && link === linkOf(spec) ? await rest.run(id).catch(() => null) : null;
      if (record && record.status !== 'failed') {
        wantsPlay = MOVING.has(record.status);
        adopt(record, spec);
      } else {
        keep.removeItem(RUN_KEY);
        await create();
      }
    },
    play() {
      wantsPlay = true;
      if (ENDED.has(current().status)) void create();
      else command({ type: 'start' });
    },
    pause() {
      wantsPlay = false;
      command({ type: 'pause' });
    },
    toggle() {
      if (MOVING.has(current().status)) this.pause();
      else this.play();
    },
    step(unit) {
      wantsPlay = false;
      command({ type: 'step', unit });
    },
    reset() {
      if (ENDED.has(current().status)) void create();
      else command({ type: 'reset', same_init: true });
    },
    stop() {
      wantsPlay = false;
      command({ type: 'stop' });
    },
  };
}
