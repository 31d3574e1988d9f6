/** Undo and redo as data: what to do to go back, and to go forth again. */
export interface Entry<Part> {
  undo: Part;
  redo: Part;
  /** Edits with the same key within a moment are one: the drag of a slider is undone as a whole. */
  key: string;
  at_ms: number;
}

export interface History<Part> {
  past: Entry<Part>[];
  future: Entry<Part>[];
}

export const COALESCE_MS = 900;
const MOST = 300;

export function emptyHistory<Part>(): History<Part> {
  return { past: [], future: [] };
}

/** The history after an edit; an empty key never joins with the edit before. */
export function recorded<Part>(history: History<Part>, entry: Entry<Part>): History<Part> {
  const last = history.past.at(-1);
  const soon = last && entry.at_ms - last.at_ms < COALESCE_MS;
  const joins = soon && history.future.length === 0 && entry.key !== '' && last.key === entry.key;
  const past = joins ? [...history.past.slice(0, -1), { ...entry, undo: last.undo }] : [...history.past, entry];
  return { past: past.slice(-MOST), future: [] };
}

/** One edit back: the part to apply and the history after it. */
export function undone<Part>(history: History<Part>): { part: Part; history: History<Part> } | null {
  const entry = history.past.at(-1);
  if (!entry) return null;
  return { part: entry.undo, history: { past: history.past.slice(0, -1), future: [...history.future, entry] } };
}

/** One edit forth. */
export function redone<Part>(history: History<Part>): { part: Part; history: History<Part> } | null {
  const entry = history.future.at(-1);
  if (!entry) return null;
  const settled = { ...entry, key: '' };
  return { part: entry.redo, history: { past: [...history.past, settled], future: history.future.slice(0, -1) } };
}

/** The history with every part changed; a part that cannot be changed cuts off what lies beyond it. */
export function mapped<Part>(history: History<Part>, change: (part: Part) => Part | null): History<Part> {
  const chain = (entries: readonly Entry<Part>[]): Entry<Part>[] => {
    const found: Entry<Part>[] = [];
    for (const entry of entries.toReversed()) {
      const [undo, redo] = [change(entry.undo), change(entry.redo)];
      if (undo === null || redo === null) break;
      found.unshift({ ...entry, undo, redo, key: '' });
    }
    return found;
  };
  return { past: chain(history.past), future: chain(history.future) };
}
