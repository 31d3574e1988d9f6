import { lazy, Suspense, useEffect } from 'react';
import { AskDialog } from '@/panels/AskDialog';
import { useGlass } from '@/state/glass';
import { ask, type OpenProject, useOpened, useSaving } from './opened';
import { projectsRest } from './rest';

const ConflictDialog = lazy(() => import('./ConflictDialog'));
const VersionsDialog = lazy(() => import('./VersionsDialog'));

export const MOST_TITLE = 120;
const close = (): void => ask(null);

/** Whatever is asked about the project that is open. */
export function ProjectDialogs() {
  const glass = useGlass();
  const project = useOpened((state) => state.project);
  const asked = useOpened((state) => state.asked);
  async function saveAs(title: string): Promise<void> {
    const { saveAsProject } = await import('./opening');
    await saveAsProject(glass, title);
  }
  async function rename(title: string): Promise<void> {
    if (!project) return;
    const { title: given } = await projectsRest.edit(project.id, { title });
    useOpened.setState({ project: { ...project, title: given } });
  }
  const text = (now: string) => ({ label: 'Name', now, most: MOST_TITLE });
  return (
    <Suspense fallback={null}>
      {project && <WhenInConflict project={project} />}
      {asked === 'save_as' && (
        <AskDialog title="Save as a project" action="Save" text={text('Untitled')} onDo={saveAs} onClose={close}>
          <p className="quiet">It gets an address of its own, and every edit is saved by itself.</p>
        </AskDialog>
      )}
      {asked === 'rename' && project && (
        <AskDialog title="Rename" action="Rename" text={text(project.title)} onDo={rename} onClose={close} />
      )}
      {asked === 'versions' && project && <VersionsDialog project={project} onClose={close} />}
      {asked === 'conflict' && project && <ConflictDialog project={project} onClose={close} />}
    </Suspense>
  );
}

/** A conflict is asked about at once; whoever puts it off finds it beside the name. */
function WhenInConflict({ project }: { project: OpenProject }) {
  const { phase } = useSaving(project);
  const conflict = phase === 'conflict';
  useEffect(() => {
    if (conflict) ask('conflict');
  }, [conflict]);
  return null;
}
