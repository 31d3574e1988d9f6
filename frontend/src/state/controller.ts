import { createStore } from 'zustand/vanilla';
import type { Session } from '@/live/session';
import type { Command, Problem, RunRecord, RunSpec } from '@/protocol/names';
import { asProblem } from '@/protocol/problem';
import { continues, createFrom, isDrawn } from './continuing';
import { type Building, type Controller, ENDED, MOVING, RESTING } from './control';
import { difference, type LiveChange, levelled, withLive } from './difference';
import { createOutgoing } from './outgoing';
import type { createProject } from './project';
import { createShelf } from './shelf';

/** Where a tab that is left keeps the id of its run, for whoever opens the same set-up next. */
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
  /** What keeps a set-up from being trained: no run is asked for then. */
  missing?: (spec: RunSpec) => Promise<Problem | null>;
}

const RUN_KEY = 'glassnet.run';
const SETTLE_MS = 150;
/** One stroke of the brush follows another: the run goes on until the hand rests. */
const DRAWN_MS = 400;
/** Refusals that need no telling: the page is closed, or a key is held down over steps that take their time. */
const SILENT: ReadonlySet<string> = new Set(['closed', 'stepping']);
/** What this page said of a value comes back, late while a slider is dragged, and must not pull at it. */
const ECHO_MS = 2000;

export function createController({ session, project, keep, linkOf, missing = async () => null }: Parts): Controller {
  const { rest, socket, run } = session;
  const building = createStore<Building>(() => ({ phase: 'loading', problem: null }));
  /** The set-up of the current run, with the live values it was told. */
  let built: RunSpec | null = null;
  let creating = false;
  let wantsPlay = false;
  let settling: ReturnType<typeof setTimeout> | undefined;
  /** The run whose learned numbers were set by hand or are those of another one: worth keeping like a trained one. */
  let handmade: string | null = null;
  const saidAt = new Map<string, number>();
  const current = () => run.store.getState();
  const tell = (id: string, command: Command): void => {
    socket.tell(id, command).catch((thrown: unknown) => {
      const problem = asProblem(thrown);
      if (current().run !== id || SILENT.has(problem.code)) return;
      if (problem.code === 'no_such_run') return void create();
      const live = command.type === 'set_live';
      if (live) void recall(id);
      // A live value that a lost connection swallowed is said again when it is back.
      if (!live || problem.code !== 'no_answer') run.report(problem);
    });
  };
  const outgoing = createOutgoing(tell);
  const shelf = createShelf(session);

  function sayLive(id: string, changes: LiveChange[]): void {
    for (const { path, value } of changes) {
      saidAt.set(path, performance.now());
      outgoing.say(path, id, { type: 'set_live', path, value });
    }
  }

  /** A live value that was set elsewhere: the page shows it too. */
  function hearLive(change: LiveChange): void {
    if (performance.now() - (saidAt.get(change.path) ?? -ECHO_MS) < ECHO_MS) return;
    if (built) built = withLive(built, change);
    const { spec, takeOver } = project.getState();
    takeOver(withLive(spec, change));
  }

  /** Learns anew which live values the run has. */
  async function recall(id: string): Promise<void> {
    const record = await rest.run(id).catch(() => null);
    if (record && built && current().run === id) built = levelled(built, record.spec);
  }

  function adopt(record: RunRecord, spec: RunSpec): void {
    session.open(record);
    project.getState().attach(record.id);
    settle(levelled(spec, record.spec));
  }

  /** The run is one of this set-up. */
  function settle(spec: RunSpec): void {
    built = spec;
    building.setState({ phase: 'ready', problem: null });
  }

  const learned = (): boolean => run.hot.step > 0 || (handmade !== null && handmade === current().run);

  /** The current run is superseded: what was trained stays for a while, the rest goes. */
  function letGo(): void {
    const { run: id, status, gone } = current();
    if (id === null || gone || ENDED.has(status)) return;
    if (built && learned()) shelf.put(id, built);
    else rest.deleteRun(id).catch(() => undefined);
  }

  async function create(): Promise<void> {
    if (creating) return;
    creating = true;
    const { spec } = project.getState();
    building.setState({ phase: 'creating' });
    const started = wantsPlay;
    try {
      const problem = await missing(spec);
      const edited = project.getState().spec !== spec;
      if (problem || edited) {
        creating = false;
        if (edited) follow();
        else building.setState({ phase: 'incomplete', problem });
        return;
      }
      const kept = await shelf.take(spec);
      // The run that this tab had before a reload goes on as it was.
      if (built === null && kept && MOVING.has(kept.status)) wantsPlay = true;
      // What the network knows is kept where only masks were corrected.
      const from = built && learned() && continues(built, spec) ? current().run : null;
      const made = kept ? { record: kept, problem: null } : await createFrom(rest, spec, { started, from });
      const { record, problem: forgot } = made;
      letGo();
      adopt(record, spec);
      if (forgot) run.report(forgot);
      else if (from !== null) handmade = record.id;
      creating = false;
      if (wantsPlay && RESTING.has(record.status)) tell(record.id, { type: 'start' });
      if (!wantsPlay && MOVING.has(record.status)) tell(record.id, { type: 'pause' });
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
      settling = setTimeout(() => void create(), built && isDrawn(built, spec) ? DRAWN_MS : SETTLE_MS);
      return;
    }
    // A run that has ended takes no values any more; the next one starts with them.
    if (change.kind === 'live' && !ENDED.has(current().status)) sayLive(id, change.changes);
    settle(spec);
  }

  project.subscribe((state, before) => {
    if (state.last === before.last) return;
    const id = current().run;
    if (state.last?.kind === 'spec') follow();
    else if (state.last?.kind === 'weight' && id !== null) {
      const { node, name, index, value } = state.last.weight;
      handmade = id;
      const key = `${node}.${name}.${index.join('.')}`;
      outgoing.say(key, id, { type: 'set_weight', node, name, index, value });
    }
  });
  run.store.subscribe((state, before) => {
    if (state.status !== before.status && !MOVING.has(state.status) && state.run === before.run) wantsPlay = false;
    if (state.gone && !before.gone) void create();
    if (state.run !== null && state.run === before.run && state.live !== before.live) {
      for (const [path, value] of Object.entries(state.live)) {
        if (!Object.is(value, before.live[path])) hearLive({ path, value });
      }
    }
    if (state.connection === 'open' && before.connection !== 'open') reconnected(state.run);
  });

  function reconnected(id: string | null): void {
    const { phase } = building.getState();
    if (phase === 'unreachable') follow();
    else if (phase === 'ready' && id !== null) void recall(id).then(follow);
  }

  const command = (command: Command): void => {
    const id = current().run;
    outgoing.flush();
    if (id !== null && !creating) tell(id, command);
  };

  function retry(): void {
    const { phase } = building.getState();
    if (phase === 'refused' || phase === 'unreachable' || phase === 'incomplete') void create();
  }

  return {
    building,
    async begin() {
      const { spec } = project.getState();
      const [id, link] = keep.getItem(RUN_KEY)?.split(' ') ?? [];
      if (id && link === linkOf(spec)) {
        keep.removeItem(RUN_KEY);
        shelf.note(id, spec);
      }
      await create();
    },
    adopt(record, spec) {
      wantsPlay = MOVING.has(record.status);
      if (record.id !== current().run) letGo();
      adopt(record, spec);
    },
    leave() {
      const { run: id, gone } = current();
      const { spec } = project.getState();
      if (id === null || gone || !built || difference(built, spec).kind === 'rebuild') return;
      keep.setItem(RUN_KEY, `${id} ${linkOf(spec)}`);
    },
    retry,
    play() {
      wantsPlay = true;
      if (building.getState().phase !== 'ready') retry();
      else if (ENDED.has(current().status)) void create();
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
      if (building.getState().phase !== 'incomplete') command({ type: 'step', unit });
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
