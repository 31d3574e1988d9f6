import type { RunLine } from '@/protocol/classroom';

/** Where a run can be looked at while it goes on, by whoever may read it. */
export const watchAddress = (run: string): string => `/s?run=${encodeURIComponent(run)}`;

/** Where somebody works on with a run of their own: in its project, or, on a laptop, in the playground itself. */
export const workAddress = ({ id, project }: Pick<RunLine, 'id' | 'project'>): string =>
  `${project === null ? '/' : `/p/${encodeURIComponent(project)}`}?run=${encodeURIComponent(id)}`;

export const projectAddress = (project: string): string => `/p/${encodeURIComponent(project)}`;

export const compareAddress = (ids: readonly string[]): string =>
  `/compare?ids=${ids.map(encodeURIComponent).join(',')}`;
