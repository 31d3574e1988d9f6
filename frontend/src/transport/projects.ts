import type { Document, Project, ProjectPage, ProjectVersion, VersionLine } from '../protocol/projects';
import { asking, type Fetch } from './asking';

/** Projects over HTTP. Every call rejects with a `ProblemError`, and with an `AbortError` when it was aborted. */
export interface ProjectsRest {
  /** One's own, changed last first; `after` names the last of the page before. */
  list(after?: string): Promise<ProjectPage>;
  create(title: string, document: Document): Promise<Project>;
  project(id: string, signal?: AbortSignal): Promise<Project>;
  /** Refused with `changed_meanwhile` where the version is not the present one. `keep`: what is replaced stays a version. */
  save(id: string, version: number, document: Document, keep?: boolean): Promise<Project>;
  edit(id: string, values: { title?: string; notes?: string }): Promise<Project>;
  /** It can be brought back for a while. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<Project>;
  versions(id: string): Promise<VersionLine[]>;
  version(id: string, version: number): Promise<ProjectVersion>;
  /** A copy of one's own. */
  fork(id: string, title?: string): Promise<Project>;
  /** Puts a run into a project. */
  takeRun(run: string, project: string): Promise<unknown>;
}

/** A client of the server at `base`. */
export function createProjectsRest(
  base = '/api/v1',
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): ProjectsRest {
  const ask = asking(base, fetch);
  const at = (id: string): string => `/projects/${encodeURIComponent(id)}`;
  return {
    list: (after) => ask(after === undefined ? '/projects' : `/projects?after=${encodeURIComponent(after)}`),
    create: (title, document) => ask('/projects', { method: 'POST', body: { title, document } }),
    project: (id, signal) => ask(at(id), { signal }),
    save: (id, version, document, keep = false) =>
      ask(at(id), { method: 'PUT', body: { version, document, keep }, lasting: true }),
    edit: (id, values) => ask(at(id), { method: 'PATCH', body: values }),
    remove: (id) => ask(at(id), { method: 'DELETE' }),
    restore: (id) => ask(`${at(id)}/restore`, { method: 'POST' }),
    versions: (id) => ask(`${at(id)}/versions`),
    version: (id, version) => ask(`${at(id)}/versions/${version}`),
    fork: (id, title) => ask(`${at(id)}/fork`, { method: 'POST', body: title === undefined ? {} : { title } }),
    takeRun: (run, project) => ask(`/runs/${encodeURIComponent(run)}`, { method: 'PATCH', body: { project } }),
  };
}
