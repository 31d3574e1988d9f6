import { Check, CloudOff, Eye, GitMerge, Loader, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTitle } from '@/people/title';
import { ask, type OpenProject, useSaving } from './opened';
import type { Phase } from './saving';

/** The name of the project, and whether the server has all of it. */
export function ProjectName({ project }: { project: OpenProject }) {
  const { phase, problem } = useSaving(project);
  useTitle(project.title);
  const away = phase === 'offline' && problem?.code !== 'unreachable';
  const { text, icon, tells } = TOLD[away ? 'refused' : phase];
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
        <Button
          className="saving-mark"
          data-fault
          {...(tells ? { 'aria-label': tells } : {})}
          onPress={() => ask('conflict')}
        >
          {icon} <span>{text}</span>
        </Button>
      ) : (
        <span className="saving-mark" data-fault={FAULTS.has(phase) || undefined} role="status" title={tells}>
          {icon} <span>{text}</span>
        </span>
      )}
    </div>
  );
}

const FAULTS: ReadonlySet<Phase> = new Set(['offline', 'signed_out', 'refused', 'gone']);
const SIZE = { size: 12, 'aria-hidden': true };

/** No more than some fourteen letters have room beside the templates; a banner says the rest. */
const TOLD: Readonly<Record<Phase, { text: string; icon: ReactNode; tells?: string }>> = {
  saved: { text: 'Saved', icon: <Check {...SIZE} /> },
  unsaved: { text: 'Saving…', icon: <Loader {...SIZE} className="spin" /> },
  saving: { text: 'Saving…', icon: <Loader {...SIZE} className="spin" /> },
  offline: { text: 'Not saved yet', icon: <CloudOff {...SIZE} />, tells: 'The server is out of reach' },
  signed_out: { text: 'Not saved', icon: <CloudOff {...SIZE} /> },
  conflict: { text: 'Two versions', icon: <GitMerge {...SIZE} />, tells: 'Two versions: not saved, decide' },
  behind: { text: 'Newer version', icon: <GitMerge {...SIZE} /> },
  refused: { text: 'Not saved', icon: <TriangleAlert {...SIZE} /> },
  gone: { text: 'Deleted', icon: <TriangleAlert {...SIZE} /> },
  readonly: { text: 'To look at', icon: <Eye {...SIZE} /> },
};
