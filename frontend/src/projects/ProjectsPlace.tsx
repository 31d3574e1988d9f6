import '@/styles/projects.css';
import { Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { AskDialog } from '@/panels/AskDialog';
import { Waiting } from '@/panels/Waiting';
import { useDeed } from '@/people/deed';
import { TextBox } from '@/people/TextBox';
import { Trouble } from '@/people/Trouble';
import { useTitle } from '@/people/title';
import type { ProjectLine } from '@/protocol/projects';
import { go } from '@/state/place';
import { useHosted, useMe } from '@/state/who';
import { LeftEdits } from './LeftEdits';
import { createList, matching } from './list';
import { newDocument } from './new_document';
import { ProjectCard } from './ProjectCard';
import { MOST_TITLE } from './ProjectDialogs';
import { projectsRest } from './rest';

const list = createList(projectsRest);
/** From here on it is quicker to type than to look. */
const MANY = 9;

/** One's projects: to open, to find, to tidy up. */
export default function ProjectsPlace() {
  const { items, phase, problem, deleted, next } = useStore(list.store);
  const [typed, setTyped] = useState('');
  const [renamed, setRenamed] = useState<ProjectLine | null>(null);
  const begin = useDeed();
  const { class: group } = useMe();
  useTitle('Projects');
  useEffect(() => void list.load(), []);
  const shown = matching(items, typed);
  const create = (): Promise<boolean> =>
    begin.go(async () => {
      const { id } = await projectsRest.create('Untitled', newDocument());
      go(`/p/${id}`);
    });
  return (
    <main className="place">
      <div className="place-head">
        <div>
          <h1>Projects</h1>
          {group && <p className="quiet">{group.title}</p>}
        </div>
        {items.length >= MANY && (
          <TextBox label="Search" type="search" value={typed} onChange={setTyped} autoComplete="off" />
        )}
        {items.length > 0 && (
          <Button className="button button-main" isDisabled={begin.busy} onPress={() => void create()}>
            <Plus size={16} aria-hidden /> New project
          </Button>
        )}
      </div>
      <Trouble problem={begin.problem} />
      {phase === 'ready' && <Trouble problem={problem} />}
      {phase !== 'ready' && items.length === 0 && (
        <Waiting what="Looking for your projects" problem={problem} again={() => void list.load()} />
      )}
      {phase === 'ready' && items.length === 0 && <Empty busy={begin.busy} onCreate={() => void create()} />}
      {items.length > 0 && (
        <ul className="project-cards">
          {shown.map((line) => (
            <ProjectCard
              key={line.id}
              line={line}
              documentOf={list.document}
              onRename={() => setRenamed(line)}
              onFork={() => void list.fork(line.id, `${line.title} (copy)`.slice(-MOST_TITLE))}
              onDelete={() => void list.remove(line.id)}
            />
          ))}
        </ul>
      )}
      {items.length > 0 && shown.length === 0 && <p className="quiet">No project is called that.</p>}
      {next !== null && (
        <Button className="button" onPress={() => void list.more()}>
          Show more
        </Button>
      )}
      {phase === 'ready' && <LeftEdits />}
      <Undo deleted={deleted} />
      {renamed && (
        <AskDialog
          title="Rename"
          action="Rename"
          text={{ label: 'Name', now: renamed.title, most: MOST_TITLE }}
          onDo={(title) => list.rename(renamed.id, title)}
          onClose={() => setRenamed(null)}
        />
      )}
    </main>
  );
}

function Empty({ busy, onCreate }: { busy: boolean; onCreate: () => void }) {
  const hosted = useHosted();
  return (
    <div className="projects-empty">
      <h2>No project yet</h2>
      <p className="quiet">
        A project is a network with its data and its runs. It saves itself while you work
        {hosted ? ', and you find it here on any computer' : ''}.
      </p>
      <Button className="play wide empty-go" isDisabled={busy} onPress={onCreate}>
        Start a project
      </Button>
    </div>
  );
}

/** What was deleted can be brought back, for as long as nothing else was. */
function Undo({ deleted }: { deleted: ProjectLine | null }) {
  async function restore(id: string): Promise<void> {
    await list.restore();
    // The button is gone; whoever uses the keyboard goes on at what came back.
    document.querySelector<HTMLElement>(`a[href="/p/${id}"]`)?.focus();
  }
  return (
    <div className="undo-stand" role="status">
      {deleted && (
        <div className="undo">
          <span>“{deleted.title}” is deleted.</span>
          <Button className="button" autoFocus onPress={() => void restore(deleted.id)}>
            Undo
          </Button>
        </div>
      )}
    </div>
  );
}
