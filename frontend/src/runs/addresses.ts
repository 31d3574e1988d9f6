import type { RunLine } from '@/protocol/classroom';

/** Where a run can be looked at while it goes on, by whoever may read it. */
export const watchAddress = (run: string): string => `/s?run=${encodeURIComponent(run)}`;

/** Where somebody works on with a run of their own: in its project, or, on a laptop, in the playground itself. */
export const workAddress = ({ id, project }: Pick<RunLine, 'id' | 'project'>): string =>
  `${project === null ? '/' : `/p/${encodeURIComponent(project)}`}?run=${encodeURIComponent(id)}`;

export const projectAddress = (project: string): string => `/p/${encodeURIComponent(project)}`;

/** The page on which runs are compared. `names` of whose they are stay after the `#`, so that they reach no log. */
export function compareAddress(ids: readonly string[], names: readonly string[] = []): string {
  const joined = (texts: readonly string[]): string => texts.map(encodeURIComponent).join(',');
  return `/compare?ids=${joined(ids)}${names.length > 0 ? `#${joined(names)}` : ''}`;
}

/** The names in an address of `compareAddress`, one for each run; empty without. */
export function namesIn(hash: string): string[] {
  try {
    return hash === '' ? [] : hash.replace(/^#/, '').split(',').map(decodeURIComponent);
  } catch {
    return [];
  }
}
