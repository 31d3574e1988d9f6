import type { Catalog } from '@/protocol/names';
import { asProblem } from '@/protocol/problem';
import type { Document, Project } from '@/protocol/projects';
import { MOVING } from '@/state/control';
import type { Glass } from '@/state/glass';
import { settleAt } from '@/state/place';
import { show } from '@/state/screen';
import { useWho } from '@/state/who';
import type { ProjectsRest } from '@/transport/projects';
import { createAutosave } from './autosave';
import { createCopies, type Kept } from './copies';
import { asWritten, documentOf, setUpOf } from './documents';
import { merge, sameDocument } from './merge';
import { useOpened } from './opened';
import { reopened } from './reopening';
import { projectsRest } from './rest';
import { bindTabs } from './tabs';

const copies = createCopies(() => window.localStorage, Math.trunc(Math.random() * 2 ** 48).toString(36));
const accountId = (): string => useWho.getState().me.account?.id ?? 'local';
const catalogOf = ({ catalog }: Glass): Catalog | null => {
  const state = catalog.store.getState();
  return state.phase === 'ready' ? state.catalog : null;
};

/** Documents come as this page writes them, so that only what was edited differs. */
function reading(catalog: Catalog | null): Pick<ProjectsRest, 'save' | 'project'> {
  const written = (project: Project): Project => ({ ...project, document: asWritten(project.document, catalog) });
  return {
    save: async (...given) => written(await projectsRest.save(...given)),
    project: async (...given) => written(await projectsRest.project(...given)),
  };
}

/** Puts a project on the page and saves it by itself from then on; false where it cannot be shown. */
export async function openProject(glass: Glass, id: string): Promise<boolean> {
  const catalog = catalogOf(glass);
  const kept = copies.found(accountId(), id);
  const project = await fetched(glass, id, kept);
  if (!project) return false;
  const { document, base, version, done, left } = reopened(project, project.may_write ? kept : []);
  const setUp = setUpOf(document, catalog);
  if (typeof setUp === 'string') {
    useOpened.setState({
      missing: { code: 'unreadable', detail: 'This project cannot be shown.', hint: setUp, where: '' },
    });
    return false;
  }
  glass.project.getState().load(setUp.spec, setUp.drawing);
  attach(glass, { ...project, document: base, version });
  // What was kept is in this tab's own copy before it is dropped.
  useOpened.getState().project?.autosave.edited();
  const opened = documentOf(setUp);
  if (!sameDocument(opened, base)) keepCopy({ ...project, document: base, version }, opened);
  for (const one of done) copies.drop(one);
  useOpened.setState({ left });
  return true;
}

/** The project from the server; while that is away, from what this browser kept of it, or once it is back. */
async function fetched(glass: Glass, id: string, kept: readonly Kept[]): Promise<Project | null> {
  try {
    return await reading(catalogOf(glass)).project(id);
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code !== 'unreachable') {
      useOpened.setState({ missing: problem });
      return null;
    }
    const [newest] = kept;
    if (newest) {
      const { title, base, version, at_ms, account } = newest.copy;
      const at = new Date(at_ms).toISOString();
      return {
        ...{ id, title, owner: account, version, created_at: at, changed_at: at, handed_from: null, runs: 0 },
        ...{ notes: '', document: base, may_write: true },
      };
    }
    await connected(glass);
    return fetched(glass, id, kept);
  }
}

function connected({ session: { run } }: Glass): Promise<void> {
  return new Promise((resolve) => {
    const end = run.store.subscribe((state, before) => {
      if (state.connection !== 'open' || before.connection === 'open') return;
      end();
      resolve();
    });
  });
}

function keepCopy({ id, title, version, document: base }: Project, document: Document): boolean {
  return copies.put({ account: accountId(), project: id, title, version, base, document, at_ms: Date.now() });
}

/** From now on what is on the page is this project. */
function attach(glass: Glass, project: Project): void {
  const { id, title, owner, may_write, handed_from } = project;
  const catalog = catalogOf(glass);
  const read = (): Document => documentOf(glass.project.getState());
  const tabs = bindTabs(id);
  const autosave = createAutosave({
    rest: reading(catalog),
    project,
    read,
    show: (document, how) => put(document, how),
    // A run that trains would be left behind unasked.
    mayTake: () => !MOVING.has(glass.session.run.store.getState().status),
    keep(unsaved) {
      if (!unsaved) {
        copies.forget(id);
        return true;
      }
      const now = useOpened.getState().project?.title ?? title;
      return keepCopy({ ...project, title: now, version: unsaved.version, document: unsaved.base }, unsaved.document);
    },
    onSaved: tabs.tell,
  });

  function put(document: Document, how: 'merged' | 'theirs'): boolean {
    const setUp = setUpOf(document, catalog);
    if (typeof setUp === 'string') {
      show({ message: `What was saved elsewhere cannot be shown here. ${setUp}` });
      return false;
    }
    const { spec, open, rebase } = glass.project.getState();
    const { theirs } = autosave.store.getState();
    if (how === 'theirs' || !theirs) {
      open(setUp.spec, setUp.drawing);
      return true;
    }
    const base = autosave.acknowledged().document;
    rebase((before, drawing) => {
      if (before === spec) return setUp;
      const merged = setUpOf(merge(base, documentOf({ spec: before, drawing }), theirs.document).document, catalog);
      return typeof merged === 'string' ? null : merged;
    });
    return true;
  }

  glass.project.subscribe((state, before) => {
    if (state.last !== before.last && state.last?.kind === 'spec') autosave.edited();
  });
  glass.session.run.store.subscribe((state, before) => {
    if (state.connection === 'open' && before.connection !== 'open') autosave.retry();
  });
  tabs.listen(autosave);
  const opened = { id, title, owner, mayWrite: may_write, handedFrom: handed_from, autosave };
  useOpened.setState({ project: opened, missing: null });
}

/** Makes a project of what is on the page, and takes the run along. */
export async function saveAsProject(glass: Glass, title: string): Promise<void> {
  const document = documentOf(glass.project.getState());
  const project = await projectsRest.create(title, document);
  const { run } = glass.session.run.store.getState();
  // A run that stays outside is no reason to refuse the project.
  if (run !== null) await projectsRest.takeRun(run, project.id).catch(() => undefined);
  settleAt(`/p/${project.id}`);
  attach(glass, { ...project, document });
  useOpened.getState().project?.autosave.edited();
}

/** Makes a project of one's own of what is on the page, and goes there. */
export async function keepAsCopy(glass: Glass, title: string): Promise<string> {
  const { id } = await projectsRest.create(title, documentOf(glass.project.getState()));
  const { project } = useOpened.getState();
  // What was edited is in the copy now.
  if (project) copies.forget(project.id);
  return `/p/${id}`;
}
