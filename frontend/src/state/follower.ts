import { createStore } from 'zustand/vanilla';
import type { Session } from '@/live/session';
import type { RunSpec } from '@/protocol/names';
import type { Building, Controller } from './control';
import { withLive } from './difference';
import type { createProject } from './project';

interface Parts {
  session: Pick<Session, 'run' | 'open'>;
  project: ReturnType<typeof createProject>;
}

/** A controller that only looks on: somebody else plays, and the page shows what they do. */
export interface Follower extends Controller {
  /** Shows a set-up of which there is no run. */
  show(spec: RunSpec): void;
}

export function createFollower({ session, project }: Parts): Follower {
  const building = createStore<Building>(() => ({ phase: 'loading', problem: null }));
  const nothing = (): void => undefined;

  session.run.store.subscribe((state, before) => {
    if (state.run !== before.run || state.live === before.live) return;
    for (const [path, value] of Object.entries(state.live)) {
      const { spec, takeOver } = project.getState();
      if (!Object.is(value, before.live[path])) takeOver(withLive(spec, { path, value }));
    }
  });

  function show(spec: RunSpec): void {
    project.getState().takeOver(spec);
    building.setState({ phase: 'ready', problem: null });
  }

  return {
    building,
    begin: () => Promise.resolve(),
    adopt(record, spec) {
      session.open(record);
      project.getState().attach(record.id);
      show(spec);
    },
    show,
    leave: nothing,
    retry: nothing,
    play: nothing,
    pause: nothing,
    toggle: nothing,
    step: nothing,
    reset: nothing,
    stop: nothing,
  };
}
