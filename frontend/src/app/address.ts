import { DEFAULT_SPEC } from '@/editor/defaults';
import { decodeSpec, encodeSpec, knownFrom } from '@/editor/link';
import { FACTS, factsOf } from '@/editor/task';
import type { RunSpec } from '@/protocol/names';
import type { CatalogState } from '@/state/catalog';
import type { createProject } from '@/state/project';

export interface Address {
  spec: RunSpec;
  /** A sentence on what could not be read; null when all was. */
  trouble: string | null;
}

/** The set-up in the address bar, or the default where it holds none. */
export function readAddress(hash: string, catalog: CatalogState): Address {
  if (hash.replace(/^#/, '') === '') return { spec: DEFAULT_SPEC, trouble: null };
  const ready = catalog.phase === 'ready' ? catalog.catalog : null;
  const { spec, unread } = decodeSpec(hash, ready ? knownFrom(ready) : {}, ready ? factsOf(ready) : FACTS);
  if (unread.length === 0) return { spec, trouble: null };
  const named = unread.slice(0, 4).map((part) => `“${part.slice(0, 20)}”`);
  const trouble = `Part of the link could not be read (${named.join(', ')}); the default stands in for it.`;
  return { spec, trouble };
}

const SETTLE_MS = 250;

/** Keeps the address in step with the set-up, and the set-up with an address typed or pasted. */
export function bindAddress(
  project: ReturnType<typeof createProject>,
  read: (hash: string) => Address,
  say: (trouble: string) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    const link = encodeSpec(project.getState().spec);
    if (link !== '' && `#${link}` !== window.location.hash) window.history.replaceState(null, '', `#${link}`);
  };
  project.subscribe((state, before) => {
    if (state.spec === before.spec) return;
    clearTimeout(timer);
    timer = setTimeout(write, SETTLE_MS);
  });
  window.addEventListener('pagehide', write);
  window.addEventListener('hashchange', () => {
    // An anchor of the page is no set-up.
    if (!window.location.hash.includes('=')) {
      write();
      return;
    }
    const { spec, trouble } = read(window.location.hash);
    if (encodeSpec(spec) !== encodeSpec(project.getState().spec)) project.getState().commit(spec);
    if (trouble) say(trouble);
  });
  write();
}
