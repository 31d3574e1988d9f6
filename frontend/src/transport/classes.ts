import type { ClassView, EditClass, JoinCode, Member } from '../protocol/classroom';
import { asking, type Fetch } from './asking';

/** A teacher's classes over HTTP. Every call rejects with a `ProblemError`. */
export interface ClassesRest {
  classes(): Promise<ClassView[]>;
  create(title: string): Promise<ClassView>;
  one(id: string, signal?: AbortSignal): Promise<ClassView>;
  edit(id: string, changes: EditClass): Promise<ClassView>;
  /** Deletes everything about a class: its students, and all that they made. */
  remove(id: string): Promise<void>;
  /** A new join code; the one before is worth nothing any more. */
  rotate(id: string, expires_in_s: number): Promise<JoinCode>;
  /** From now on nobody can join. */
  closeCode(id: string): Promise<void>;
  members(id: string, signal?: AbortSignal): Promise<Member[]>;
  /** Takes a student out of a class; with `everything`, also all that they made. */
  removeMember(id: string, account: string, everything: boolean): Promise<void>;
  /** A new resume code for a student who lost theirs; the one before is worth nothing any more. */
  newResume(id: string, account: string): Promise<{ code: string }>;
  /** Gives everybody a copy of a project; tells how many copies there are. */
  handOut(id: string, project: string): Promise<{ copies: number }>;
  /** Where the results of a class can be downloaded as a table. */
  resultsUrl(id: string): string;
  /** Where everything about a class can be downloaded. */
  exportUrl(id: string): string;
}

/** A client of the server at `base`. */
export function createClassesRest(
  base = '/api/v1',
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): ClassesRest {
  const ask = asking(base, fetch);
  const path = (id: string): string => `/classes/${encodeURIComponent(id)}`;
  return {
    classes: () => ask('/classes'),
    create: (title) => ask('/classes', { method: 'POST', body: { title } }),
    one: (id, signal) => ask(path(id), { signal }),
    edit: (id, changes) => ask(path(id), { method: 'PATCH', body: changes }),
    remove: (id) => ask(path(id), { method: 'DELETE' }),
    rotate: (id, expires_in_s) => ask(`${path(id)}/code`, { method: 'POST', body: { expires_in_s } }),
    closeCode: (id) => ask(`${path(id)}/code`, { method: 'DELETE' }),
    members: (id, signal) => ask(`${path(id)}/members`, { signal }),
    removeMember: (id, account, everything) =>
      ask(`${path(id)}/members/${encodeURIComponent(account)}?everything=${everything}`, { method: 'DELETE' }),
    newResume: (id, account) => ask(`${path(id)}/members/${encodeURIComponent(account)}/resume`, { method: 'POST' }),
    handOut: (id, project) => ask(`${path(id)}/handouts`, { method: 'POST', body: { project } }),
    resultsUrl: (id) => `${base}${path(id)}/results.csv`,
    exportUrl: (id) => `${base}${path(id)}/export`,
  };
}
