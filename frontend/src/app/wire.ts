import { DEFAULT_SPEC } from '@/editor/defaults';
import { textOf } from '@/editor/link_graph';
import { createSession } from '@/live/session';
import { openedId } from '@/projects/opened';
import { asProblem } from '@/protocol/problem';
import { createCatalogStore } from '@/state/catalog';
import { createController, type Keep } from '@/state/controller';
import type { Glass } from '@/state/glass';
import { createOutline } from '@/state/outline';
import { holdPlace, usePlace } from '@/state/place';
import { createProject } from '@/state/project';
import { show } from '@/state/screen';
import { createRest, type Rest } from '@/transport/rest';
import { createSocket } from '@/transport/socket';
import { bindAddress, readAddress } from './address';
import { takeUnwritten } from './unwritten';

/** Wires everything once, when the page opens. */
export function wire(): Glass {
  holdPlace();
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  const server = createRest();
  const rest: Rest = {
    ...server,
    createRun: (spec, start, from) => server.createRun(spec, start, from, openedId() ?? undefined),
  };
  const session = createSession({ rest, socket: createSocket(`${scheme}://${window.location.host}/api/v1/socket`) });
  const catalog = createCatalogStore(rest);
  const project = createProject(DEFAULT_SPEC);
  const outline = createOutline({ rest, project });
  const { missing } = outline;
  const controller = createController({ session, project, keep: keepByProject(), linkOf: textOf, missing });
  window.addEventListener('pagehide', controller.leave);
  return { session, catalog, project, controller, outline };
}

/** The run of each project waits under a name of its own. */
function keepByProject(): Keep {
  const named = (key: string): string => (openedId() === null ? key : `${key}.${openedId()}`);
  return {
    getItem: (key) => window.localStorage.getItem(named(key)),
    setItem: (key, value) => window.localStorage.setItem(named(key), value),
    removeItem: (key) => window.localStorage.removeItem(named(key)),
  };
}

/** Opens the project of the address, or reads the set-up in it, and finds the run again, or makes one. */
export async function begin(glass: Glass): Promise<void> {
  const { catalog, controller } = glass;
  const { place } = usePlace.getState();
  await catalog.load();
  if (place.at === 'project') {
    const { openProject } = await import('@/projects/opening');
    if (!(await openProject(glass, place.id))) return;
  } else await beginAtAddress(glass);
  if (catalog.store.getState().phase !== 'ready' || (await goneOn(glass))) return;
  await controller.begin();
}

async function beginAtAddress({ catalog, project }: Glass): Promise<void> {
  const read = (hash: string) => readAddress(hash, catalog.store.getState());
  const { spec, drawing, trouble } = await read(takeUnwritten(window.sessionStorage, window.location.hash));
  project.getState().load(spec, drawing);
  bindAddress(project, read, (message) => show({ message }));
  if (trouble) show({ message: trouble });
}

/** Goes on with the run that the address names, once: what is edited from then on leads to others. */
async function goneOn(glass: Glass): Promise<boolean> {
  const run = new URLSearchParams(window.location.search).get('run');
  if (run === null) return false;
  window.history.replaceState(null, '', window.location.pathname + window.location.hash);
  try {
    const { openRun } = await import('@/runs/open_run');
    await openRun(glass, run);
    return true;
  } catch (thrown) {
    const { detail, hint } = asProblem(thrown);
    show({ message: `${detail} ${hint}` });
    return false;
  }
}
