import { createHistoryRest, type HistoryRest } from '@/transport/history';
import { createProjectsRest, type ProjectsRest } from '@/transport/projects';
import { workAddress } from './addresses';

interface Parts {
  history: Pick<HistoryRest, 'fork' | 'edit'>;
  projects: Pick<ProjectsRest, 'create'>;
}

const MOST_TITLE = 120;

/**
 * Makes a run that begins where another one was, in a project that one can work in.
 *
 * A run of one's own project goes on in it; one of somebody else's gets a new project with its set-up.
 *
 * @returns Where it can be worked on.
 */
export async function forkedRun(
  run: string,
  step: number | null,
  title: string,
  { history, projects }: Parts = { history: createHistoryRest(), projects: createProjectsRest() },
): Promise<string> {
  const made = await history.fork(run, step);
  if (made.project !== null) return workAddress(made);
  const { network, data, training } = made.spec;
  const document = { spec: JSON.parse(JSON.stringify({ network, data, training })), drawing: null };
  const project = await projects.create(title.slice(0, MOST_TITLE), document);
  await history.edit(made.id, { project: project.id });
  return workAddress({ id: made.id, project: project.id });
}
