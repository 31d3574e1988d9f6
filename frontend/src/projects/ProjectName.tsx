import { Check, CloudOff, Eye, GitMerge, Loader, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTitle } from '@/people/title';
import type { Phase } from './autosave';
import { ask, type OpenProject, useSaving } from './opened';

/** The name of the project, and whether the server has all of it. */
export function ProjectName({ project }: { project: OpenProject }) {
  const { phase, problem } = useSaving(project);
  useTitle(project.title);
  const away = phase === 'offline' && problem?.code !== 'unreachable';
  const { text, icon } = TOLD[away ? 'refused' : phase];
  return (
    <div className="project-name">
      <h1>
        {project.mayWrite ? (
          <Button className="project-title" aria-label={`Rename ${project.title}`} onPress={() => ask('rename')}>
            {project.title}
          </Button>
        ) : (
          <span className="project-title">{project.title}</span>
        )}
      </h1>
      {phase === 'conflict' ? (
        <Button className="saving-mark" data-fault onPress={() => ask('conflict')}>
          {icon} {text}
        </Button>
      ) : (
        <span className="saving-mark" data-fault={FAULTS.has(phase) || undefined} role="status">
          {icon} {text}
        </span>
      )}
    </div>
  );
}

const FAULTS: ReadonlySet<Phase> = new Set(['offline', 'signed_out', 'refused', 'gone']);
const SIZE = { size: 12, 'aria-hidden': true };

const TOLD: Readonly<Record<Phase, { text: string; icon: ReactNode }>> = {
  saved: { text: 'Saved', icon: <Check {...SIZE} /> },
  unsaved: { text: 'Saving…', icon: <Loader {...SIZE} className="spin" /> },
  saving: { text: 'Saving…', icon: <Loader {...SIZE} className="spin" /> },
  offline: { text: 'Not saved: offline', icon: <CloudOff {...SIZE} /> },
  signed_out: { text: 'Not saved', icon: <CloudOff {...SIZE} /> },
  conflict: { text: 'Not saved: decide', icon: <GitMerge {...SIZE} /> },
  behind: { text: 'Changed elsewhere', icon: <GitMerge {...SIZE} /> },
  refused: { text: 'Not saved', icon: <TriangleAlert {...SIZE} /> },
  gone: { text: 'Not saved: deleted', icon: <TriangleAlert {...SIZE} /> },
  readonly: { text: 'To look at', icon: <Eye {...SIZE} /> },
};
