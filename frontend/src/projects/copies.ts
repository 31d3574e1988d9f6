import type { Document } from '@/protocol/projects';

/** What one tab has edited and the server has not acknowledged yet. */
export interface Copy {
  /** Of whom it is: nobody else sees it on a shared computer. */
  account: string;
  project: string;
  title: string;
  /** The version that was edited, and its document: with it the edits can be told from those of others. */
  version: number;
  base: Document;
  document: Document;
  /** When it was written, in milliseconds since 1970. */
  at_ms: number;
}

/** A copy and under which name it lies, with its text, so that only this very one is removed. */
export interface Kept {
  key: string;
  text: string;
  copy: Copy;
}

export interface Copies {
  /** Keeps a copy; false where the browser refuses, for want of room or because it keeps nothing. */
  put(copy: Copy): boolean;
  /** What this tab kept of a project is acknowledged. */
  forget(project: string): void;
  /** Every copy of somebody's project, or of all of theirs, newest first: of this tab, of others, of pages long closed. */
  found(account: string, project?: string): Kept[];
  /** Throws away what nobody has come back for, of whomever: written before this moment. */
  sweep(before_ms: number): void;
  /** Removes a copy, unless it was written anew since it was found. */
  drop(kept: Kept): void;
}

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const START = 'glassnet.copy';

/** Copies in the storage of the browser, each tab's under a name of its own. */
export function createCopies(storage: () => Keep, tab: string): Copies {
  const keyOf = (project: string): string => `${START}.${project}.${tab}`;
  const trying = <T>(deed: (keep: Keep) => T, otherwise: T): T => {
    try {
      return deed(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    put: (copy) =>
      trying((keep) => {
        keep.setItem(keyOf(copy.project), JSON.stringify(copy));
        return true;
      }, false),
    forget: (project) => trying((keep) => keep.removeItem(keyOf(project)), undefined),
    found: (account, project) =>
      trying(
        (keep) =>
          all(keep, project === undefined ? `${START}.` : `${START}.${project}.`)
            .filter(({ copy }) => copy.account === account && (project === undefined || copy.project === project))
            .toSorted((a, b) => b.copy.at_ms - a.copy.at_ms),
        [],
      ),
    sweep: (before_ms) =>
      trying((keep) => {
        for (const { key, copy } of all(keep, `${START}.`)) if (copy.at_ms < before_ms) keep.removeItem(key);
      }, undefined),
    drop: ({ key, text }) =>
      trying((keep) => {
        if (keep.getItem(key) === text) keep.removeItem(key);
      }, undefined),
  };
}

function all(keep: Keep, start: string): Kept[] {
  const keys = Array.from({ length: keep.length }, (_, index) => keep.key(index) ?? '');
  return keys
    .filter((key) => key.startsWith(start))
    .flatMap((key) => {
      const text = keep.getItem(key) ?? '';
      const copy = readCopy(text);
      return copy ? [{ key, text, copy }] : [];
    });
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' &&
  value !== null &&
  'spec' in value &&
  typeof value.spec === 'object' &&
  value.spec !== null &&
  'drawing' in value;

const isCopy = (value: unknown): value is Copy =>
  typeof value === 'object' &&
  value !== null &&
  ['account', 'project', 'title'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  ['version', 'at_ms'].every((name) => typeof Reflect.get(value, name) === 'number') &&
  ['base', 'document'].every((name) => isDocument(Reflect.get(value, name)));

function readCopy(text: string): Copy | null {
  try {
    const read: unknown = JSON.parse(text);
    return isCopy(read) ? read : null;
  } catch {
    return null;
  }
}
