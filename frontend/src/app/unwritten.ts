/** Under which the last edits of a page that is being left wait for the page that is loaded in its place. */
const KEY = 'glassnet.unwritten';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Keeps the link of a set-up that the address does not hold yet.
 * A reload fetches the address from before the page was left, so writing it there while leaving comes too late.
 */
export function leaveUnwritten(keep: Keep, hash: string, link: string): void {
  try {
    keep.setItem(KEY, JSON.stringify([hash, link]));
  } catch {
    // The storage is full or shut: the address holds all but the last moment.
  }
}

/** The hash to open: what was left unwritten under this one, once, or this one itself. */
export function takeUnwritten(keep: Keep, hash: string): string {
  try {
    const kept: unknown = JSON.parse(keep.getItem(KEY) ?? 'null');
    keep.removeItem(KEY);
    if (Array.isArray(kept) && kept[0] === hash && typeof kept[1] === 'string') return `#${kept[1]}`;
  } catch {
    // What is no link of ours is left alone.
  }
  return hash;
}
