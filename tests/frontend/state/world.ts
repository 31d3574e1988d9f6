import { vi } from 'vitest';
import { applyChange, type Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import { encodeSpec } from '@/editor/link';
import type { Command, RunRecord, RunSpec, RunStatus } from '@/protocol/names';
import { ProblemError } from '@/protocol/problem';
import { createController } from '@/state/controller';
import { createProject } from '@/state/project';
import { createRunStore } from '@/state/run';

/** A controller between a learner and a server that are both played. */
export function world(kept: string | null = null) {
  const said: (string | Command)[] = [];
  const toWhom: string[] = [];
  const created: { spec: RunSpec; start: boolean; from?: string }[] = [];
  const known = new Map<string, RunRecord>();
  const memory = new Map<string, string>(kept === null ? [] : [['glassnet.run', kept]]);
  const run = createRunStore({ now: () => performance.now() });
  const project = createProject(DEFAULT_SPEC);
  let refusal: ProblemError | null = null;
  let unheard: ProblemError | null = null;
  let lacking: ProblemError | null = null;

  const record = (id: string, spec: RunSpec, status: RunStatus): RunRecord => ({
    ...{ id, spec, status, step: 0, epoch: 0, updates_per_s: 0, stop_reason: null, metrics: {}, device: 'cpu' },
  });
  const rest = {
    run: (id: string) => {
      if (refusal?.code === 'unreachable') return Promise.reject(refusal);
      const found = known.get(id);
      return found
        ? Promise.resolve(found)
        : Promise.reject(new ProblemError({ code: 'no_such_run', detail: 'No.', status: 404 }));
    },
    createRun(spec: RunSpec, start = false, from?: string) {
      if (refusal) return Promise.reject(refusal);
      created.push({ spec, start, ...(from === undefined ? {} : { from }) });
      const made = record(`r${created.length}`, spec, start ? 'running' : 'created');
      known.set(made.id, made);
      return Promise.resolve(made);
    },
    deleteRun(id: string) {
      said.push(`delete ${id}`);
      return Promise.resolve();
    },
  };
  const socket = {
    tell(id: string, command: Command) {
      said.push(command);
      toWhom.push(id);
      if (unheard) return Promise.reject(unheard);
      return Promise.resolve({ type: 'done' as const, id: '1', run: id, step: 0, status: 'running' as const });
    },
  };
  const session = {
    rest,
    run,
    socket,
    open: ({ id, status, step }: RunRecord) => run.open(id, { status, step }),
  };
  const keep = {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
    removeItem: (key: string) => void memory.delete(key),
  };
  const controller = createController({ session, project, keep, linkOf: encodeSpec, missing: async () => lacking });
  return {
    ...{ controller, project, run, said, toWhom, created, known, memory, record },
    refuse: (problem: ProblemError | null) => {
      refusal = problem;
    },
    /** The network misses something from now on, or nothing. */
    lack: (problem: ProblemError | null) => {
      lacking = problem;
    },
    /** Every command fails from now on. */
    deafen: (problem: ProblemError | null) => {
      unheard = problem;
    },
    /** The run trains, or rests after it trained. */
    train(id: string, status: RunStatus = 'running') {
      const found = known.get(id);
      if (found) known.set(id, { ...found, status: status === 'running' ? 'paused' : status, step: 10 });
      run.handle({
        ...{ type: 'status', run: id, placement: 1, status, step: 10, epoch: 1, batch: 0, batches: 10 },
        ...{
          sample: 0,
          updates_per_s: 1,
          queue_position: null,
          queue_for: null,
          queue_wait_s: null,
          stop_reason: null,
          device: 'CPU',
        },
      });
    },
    edit(change: Change) {
      const { spec, commit } = project.getState();
      commit(applyChange(spec, change));
    },
    settled: () => vi.advanceTimersByTimeAsync(500),
  };
}
