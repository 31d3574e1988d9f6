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
  /** Copies that stay kept, because their edits collide with those: to be kept as projects of their own, or thrown away. */
  left: readonly Kept[];
}

/**
 * Brings the edits that were kept in the browser together with what the server has.
 *
 * Edits that do not collide are merged. Where the newest ones do, they are opened as they were left: saving them meets
 * what others saved, and is asked about like any other conflict. Older copies that collide stay kept, to be offered.
 */
export function reopened(project: Pick<Project, 'document' | 'version'>, copies: readonly Kept[]): Reopened {
  const { document: theirs, version } = project;
  const needless = ({ copy }: Kept): boolean =>
    sameDocument(copy.document, theirs) || sameDocument(copy.document, copy.base);
  const edits = copies.filter((kept) => !needless(kept));
  const done = copies.filter(needless);
  const left: Kept[] = [];
  let document = theirs;
  for (const [index, kept] of edits.entries()) {
    const { copy } = kept;
    const { document: both, collisions } = merge(copy.base, copy.document, document);
    if (collisions.length === 0) {
      document = both;
      done.push(kept);
    } else if (index === 0) {
      const same = (other: Kept): boolean => sameDocument(other.copy.document, copy.document);
      done.push(...edits.filter(same));
      const others = edits.filter((other) => !same(other));
      return { document: copy.document, base: copy.base, version: copy.version, done, left: others };
    } else left.push(kept);
  }
  return { document, base: theirs, version, done, left };
}
