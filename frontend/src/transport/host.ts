import type { Cost, Load, TeacherLine } from '../protocol/classroom';
import type { RunSpec } from '../protocol/names';
import { asking, type Fetch } from './asking';

/** What the host has to give, over HTTP. Every call rejects with a `ProblemError`. */
export interface HostRest {
  /** What a run would take, before it is made; `run`: one's own that has this set-up and trains. */
  cost(spec: RunSpec, run?: string | null, signal?: AbortSignal): Promise<Cost>;
  /** How busy the host is. */
  load(signal?: AbortSignal): Promise<Load>;
  teachers(): Promise<TeacherLine[]>;
  addTeacher(name: string, password: string): Promise<TeacherLine>;
  removeTeacher(id: string): Promise<void>;
}

/** A client of the server at `base`. */
export function createHostRest(base = '/api/v1', fetch: Fetch = (url, init) => globalThis.fetch(url, init)): HostRest {
  const ask = asking(base, fetch);
  return {
    cost(spec, run, signal) {
      const query = run ? `?run=${encodeURIComponent(run)}` : '';
      return ask(`/networks/cost${query}`, { method: 'POST', body: spec, signal });
    },
    load: (signal) => ask('/admin/load', { signal }),
    teachers: () => ask('/admin/teachers'),
    addTeacher: (name, password) => ask('/admin/teachers', { method: 'POST', body: { name, password } }),
    removeTeacher: (id) => ask(`/admin/teachers/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  };
}
