import type { ProjectLine } from '@/protocol/projects';
import type { ProjectsRest } from '@/transport/projects';

/** One's own projects, all pages of them, changed last first. */
export async function allOf(rest: Pick<ProjectsRest, 'list'>): Promise<ProjectLine[]> {
  const lines: ProjectLine[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await rest.list(after);
    lines.push(...items);
    after = next ?? undefined;
  } while (after !== undefined);
  return lines;
}
