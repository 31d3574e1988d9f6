import { DEFAULT_SPEC } from '@/editor/defaults';
import { decodeSpec, knownFrom } from '@/editor/link';
import { decodeSetUp, encodeSetUp, encodeSetUpNow, holdsGraph, textOf, undrawn } from '@/editor/link_graph';
import type { SetUp } from '@/editor/setup_file';
import { FACTS, factsOf } from '@/editor/task';
import type { CatalogState } from '@/state/catalog';
import { usePlace } from '@/state/place';
import type { createProject } from '@/state/project';
import { leaveUnwritten } from './unwritten';

export interface Address extends SetUp {
  /** A sentence on what could not be read; null when all was. */
  trouble: string | null;
}

/** The set-up in the address bar, or the default where it holds none. */
export async function readAddress(hash: string, catalog: CatalogState): Promise<Address> {
  if (hash.replace(/^#/, '') === '') return { ...undrawn(DEFAULT_SPEC), trouble: null };
  const ready = catalog.phase === 'ready' ? catalog.catalog : null;
  if (holdsGraph(hash)) {
    const read = await decodeSetUp(hash, ready);
    if (typeof read !== 'string') return { ...read, trouble: null };
    return { ...undrawn(DEFAULT_SPEC), trouble: `${read} The default stands in for it.` };
  }
  const { spec, unread } = decodeSpec(hash, ready ? knownFrom(ready) : {}, ready ? factsOf(ready) : FACTS);
  if (unread.length === 0) return { ...undrawn(spec), trouble: null };
  const named = unread.slice(0, 4).map((part) => `“${part.slice(0, 20)}”`);
  const trouble = `Part of the link could not be read (${named.join(', ')}); the default stands in for it.`;
  return { ...undrawn(spec), trouble };
}

const SETTLE_MS = 250;

/** What has become a project is kept by the server, no more in the address. */
const isProject = (): boolean => usePlace.getState().place.at === 'project';

/** Keeps the address in step with the set-up, and the set-up with an address typed or pasted. */
export function bindAddress(
  project: ReturnType<typeof createProject>,
  read: (hash: string) => Promise<Address>,
  say: (trouble: string) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The set-up that the address holds. */
  let written: SetUp | null = null;
  const current = (): SetUp => {
    const { spec, drawing } = project.getState();
    return { spec, drawing };
  };
  const isWritten = ({ spec, drawing }: SetUp): boolean => written?.spec === spec && written.drawing === drawing;
  const put = (setUp: SetUp, link: string): void => {
    if (isProject()) return;
    written = setUp;
    if (`#${link}` !== window.location.hash) window.history.replaceState(null, '', `#${link}`);
  };
  const write = async (): Promise<void> => {
    const setUp = current();
    const link = await encodeSetUp(setUp);
    // What was edited meanwhile is written in its turn.
    const { spec, drawing } = current();
    if (spec === setUp.spec && drawing === setUp.drawing) put(setUp, link);
  };
  project.subscribe((state, before) => {
    if (state.spec === before.spec && state.drawing === before.drawing) return;
    clearTimeout(timer);
    timer = setTimeout(() => void write(), SETTLE_MS);
  });
  window.addEventListener('pagehide', () => {
    const setUp = current();
    if (isWritten(setUp) || isProject()) return;
    const link = encodeSetUpNow(setUp);
    leaveUnwritten(window.sessionStorage, window.location.hash, link);
    put(setUp, link);
  });
  window.addEventListener('hashchange', async () => {
    if (isProject()) return;
    // An anchor of the page is no set-up.
    if (!window.location.hash.includes('=')) {
      await write();
      return;
    }
    const { spec, drawing, trouble } = await read(window.location.hash);
    const now = project.getState();
    const same = textOf(spec) === textOf(now.spec) && JSON.stringify(drawing) === JSON.stringify(now.drawing);
    if (!same) now.open(spec, drawing);
    if (trouble) say(trouble);
  });
  void write();
}
