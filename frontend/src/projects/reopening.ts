import type { Document, Project } from '@/protocol/projects';
import type { Kept } from './copies';
import { merge, sameDocument } from './merge';

/** How a project is opened that has edits in this browser which the server never acknowledged. */
export interface Reopened {
  /** What is put on the page. */
  document: Document;
  /** What the page takes for acknowledged: older than what the server has where somebody has to decide. */
  base: Document;
  version: number;
  /** Copies whose edits are in it, or are nowhere needed. */
  done: readonly Kept[];
}

/**
 * Brings the edits that were kept in the browser together with what the server has.
 *
 * Edits that do not collide are merged. Where the newest ones do, they are opened as they were left: saving them meets
 * what others saved, and is asked about like any other conflict. What older copies have that collides stays kept.
 */
export function reopened(project: Pick<Project, 'document' | 'version'>, copies: readonly Kept[]): Reopened {
  const { document: theirs, version } = project;
  const done: Kept[] = [];
  let document = theirs;
  for (const [index, kept] of copies.entries()) {
    const { copy } = kept;
    if (sameDocument(copy.document, theirs) || sameDocument(copy.document, copy.base)) {
      done.push(kept);
      continue;
    }
    const { document: both, collisions } = merge(copy.base, copy.document, document);
    if (collisions.length === 0) {
      document = both;
      done.push(kept);
    } else if (index === 0) {
      return { document: copy.document, base: copy.base, version: copy.version, done: [kept] };
    }
  }
  return { document, base: theirs, version, done };
}
