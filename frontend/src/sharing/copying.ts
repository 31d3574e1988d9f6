import type { RunRecord } from '@/protocol/names';
import { projectAddress } from '@/runs/addresses';
import { forkedRun } from '@/runs/forked';
import type { Fetch } from '@/transport/asking';
import { createHistoryRest } from '@/transport/history';
import { createProjectsRest } from '@/transport/projects';

const BASE = '/api/v1';
const MOST_TITLE = 120;

interface Source {
  title: string;
  project: string | null;
  run: RunRecord | null;
  /** Whether what the run has learned comes along. */
  weights: boolean;
}

/** Makes a copy of one's own of what a link leads to; tells where it is. */
export async function copied({ title, project, run, weights }: Source, fetch: Fetch): Promise<string> {
  const projects = createProjectsRest(BASE, fetch);
  if (run && weights) {
    const history = createHistoryRest(BASE, fetch);
    return forkedRun(run.id, null, title, { history, projects });
  }
  if (project !== null) return projectAddress((await projects.fork(project)).id);
  if (!run) throw new Error('There is nothing to copy.');
  const { network, data, training } = run.spec;
  const document = { spec: JSON.parse(JSON.stringify({ network, data, training })), drawing: null };
  return projectAddress((await projects.create(title.slice(0, MOST_TITLE) || 'Copy', document)).id);
}
