import '@/styles/project_dialogs.css';
import { useEffect, useState } from 'react';
import { Button, ListBox, ListBoxItem } from 'react-aria-components';
import { DialogFrame } from '@/panels/DialogFrame';
import { useDeed } from '@/people/deed';
import { Trouble } from '@/people/Trouble';
import type { ProjectVersion, VersionLine } from '@/protocol/projects';
import { useCatalog, useGlass } from '@/state/glass';
import { asWritten, documentOf, setUpOf } from './documents';
import { changed } from './merge';
import type { OpenProject } from './opened';
import { projectsRest } from './rest';
import { Sketch } from './Sketch';
import { listOf } from './telling';
import { agoOf, dateOf } from './times';

interface VersionsProps {
  project: OpenProject;
  onClose: () => void;
}

/** What the project was, stretch of work by stretch of work; any of it can be brought back. */
export default function VersionsDialog({ project, onClose }: VersionsProps) {
  const glass = useGlass();
  const [lines, setLines] = useState<VersionLine[] | null>(null);
  const [version, setVersion] = useState<ProjectVersion | null>(null);
  const { problem, go: attempt } = useDeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, while the dialogue opens
  useEffect(() => {
    void attempt(async () => {
      // What is being edited belongs to the list, too.
      await project.autosave.flush();
      setLines(await projectsRest.versions(project.id));
    });
  }, []);
  const look = (number: number): Promise<boolean> =>
    attempt(async () => setVersion(await projectsRest.version(project.id, number)));

  function bringBack(): void {
    const state = glass.catalog.store.getState();
    const setUp = version && setUpOf(version.document, state.phase === 'ready' ? state.catalog : null);
    if (!setUp || typeof setUp === 'string') return;
    project.autosave.keepNext();
    glass.project.getState().open(setUp.spec, setUp.drawing);
    onClose();
  }
  return (
    <DialogFrame title="Versions" onClose={onClose} wide>
      <Trouble problem={problem} />
      {lines?.length === 0 && (
        <p className="quiet">There is no older version yet: one is kept for each stretch of work.</p>
      )}
      <div className="versions">
        {lines && lines.length > 0 && (
          <ListBox
            className="versions-list"
            aria-label="Versions"
            selectionMode="single"
            disallowEmptySelection
            autoFocus
            selectedKeys={version ? [version.version] : []}
            onSelectionChange={(keys) => {
              if (keys === 'all') return;
              for (const key of keys) void look(Number(key));
            }}
          >
            {lines.map(({ version: number, at }) => (
              <ListBoxItem key={number} id={number} textValue={dateOf(at)} className="version-item">
                <span>{agoOf(at)}</span>
                <span className="small quiet number">{dateOf(at)}</span>
              </ListBoxItem>
            ))}
          </ListBox>
        )}
        {version && <Shown {...{ version }} onBringBack={bringBack} />}
      </div>
    </DialogFrame>
  );
}

function Shown({ version, onBringBack }: { version: ProjectVersion; onBringBack: () => void }) {
  const { project } = useGlass();
  const state = useCatalog();
  const catalog = state.phase === 'ready' ? state.catalog : null;
  const document = asWritten(version.document, catalog);
  const setUp = setUpOf(version.document, catalog);
  const differs = changed(document, documentOf(project.getState()));
  return (
    <div className="version-shown" role="status">
      <Sketch document={document} />
      <p>{differs.length === 0 ? 'The same as now.' : `Since then changed: ${listOf(differs)}.`}</p>
      {typeof setUp === 'string' ? (
        <p className="fault">{setUp}</p>
      ) : (
        <Button className="button button-main" isDisabled={differs.length === 0} onPress={onBringBack}>
          Bring it back
        </Button>
      )}
      <p className="small quiet">What is on the page now becomes a version of its own, and undo brings it back.</p>
    </div>
  );
}
