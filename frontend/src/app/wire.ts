import { DEFAULT_SPEC } from '@/editor/defaults';
import { textOf } from '@/editor/link_graph';
import { createSession } from '@/live/session';
import { createCatalogStore } from '@/state/catalog';
import { createController } from '@/state/controller';
import type { Glass } from '@/state/glass';
import { createOutline } from '@/state/outline';
import { createProject } from '@/state/project';
import { show } from '@/state/screen';
import { createRest } from '@/transport/rest';
import { createSocket } from '@/transport/socket';
import { bindAddress, readAddress } from './address';
import { takeUnwritten } from './unwritten';

/** Wires everything once, when the page opens. */
export function wire(): Glass {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  const rest = createRest();
  const session = createSession({ rest, socket: createSocket(`${scheme}://${window.location.host}/api/v1/socket`) });
  const catalog = createCatalogStore(rest);
  const project = createProject(DEFAULT_SPEC);
  const outline = createOutline({ rest, project });
  const { missing } = outline;
  const controller = createController({ session, project, keep: window.localStorage, linkOf: textOf, missing });
  window.addEventListener('pagehide', controller.leave);
  return { session, catalog, project, controller, outline };
}

/** Reads the address and finds the run again, or makes one. */
export async function begin({ catalog, project, controller }: Glass): Promise<void> {
  await catalog.load();
  const read = (hash: string) => readAddress(hash, catalog.store.getState());
  const { spec, drawing, trouble } = await read(takeUnwritten(window.sessionStorage, window.location.hash));
  project.getState().load(spec, drawing);
  bindAddress(project, read, (message) => show({ message }));
  if (trouble) show({ message: trouble });
  if (catalog.store.getState().phase === 'ready') await controller.begin();
}
