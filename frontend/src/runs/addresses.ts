import type { RunLine } from '@/protocol/classroom';

/** Where a teacher comes from and goes back to: a class, by its id. */
const from = (group: string | null, sign: '?' | '&'): string =>
  group === null ? '' : `${sign}class=${encodeURIComponent(group)}`;

/** The class that an address of this file comes from; null without. */
export const groupIn = (search: string): string | null => new URLSearchParams(search).get('class');

export const classAddress = (group: string): string => `/class/${encodeURIComponent(group)}`;

/** Where a run can be looked at while it goes on, by whoever may read it. */
export const watchAddress = (run: string, group: string | null = null): string =>
  `/s?run=${encodeURIComponent(run)}${from(group, '&')}`;

/** Where somebody works on with a run of their own: in its project, or, on a laptop, in the playground itself. */
export const workAddress = ({ id, project }: Pick<RunLine, 'id' | 'project'>): string =>
  `${project === null ? '/' : `/p/${encodeURIComponent(project)}`}?run=${encodeURIComponent(id)}`;

export const projectAddress = (project: string, group: string | null = null): string =>
  `/p/${encodeURIComponent(project)}${from(group, '?')}`;

/** The page on which runs are compared. `names` of whose they are stay after the `#`, so that they reach no log. */
export function compareAddress(
  ids: readonly string[],
  names: readonly string[] = [],
  group: string | null = null,
): string {
  const joined = (texts: readonly string[]): string => texts.map(encodeURIComponent).join(',');
  return `/compare?ids=${joined(ids)}${from(group, '&')}${names.length > 0 ? `#${joined(names)}` : ''}`;
}

/** The names in an address of `compareAddress`, one for each run; empty without. */
export function namesIn(hash: string): string[] {
  try {
    return hash === '' ? [] : hash.replace(/^#/, '').split(',').map(decodeURIComponent);
  } catch {
    return [];
  }
}
