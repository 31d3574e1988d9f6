import { useWho } from '@/state/who';
import { createCopies, type Kept } from './copies';
import { changed } from './merge';
import { useOpened } from './opened';
import { projectsRest } from './rest';
import { listOf } from './telling';
import { dateOf } from './times';

const copies = createCopies(() => window.localStorage, '');
const MOST_TITLE = 120;
/** What was written just now is on its way to the server from another tab. */
const SETTLED_MS = 10_000;
/** So long nobody has come back: longer than any holidays. */
const FORGOTTEN_MS = 200 * 86_400_000;

/** When edits were made, and what they change, in a few words. */
export function leftTelling({ copy }: Kept): { at: string; changes: string } {
  return { at: dateOf(new Date(copy.at_ms).toISOString()), changes: listOf(changed(copy.base, copy.document)) };
}

/** Edits of one's projects in this browser that the server never got, newest first. */
export function leftNow(now_ms = Date.now()): Kept[] {
  copies.sweep(now_ms - FORGOTTEN_MS);
  const account = useWho.getState().me.account?.id ?? 'local';
  return copies.found(account).filter(({ copy }) => copy.at_ms < now_ms - SETTLED_MS);
}

/** Throws away all that this browser has of somebody. */
export function forgetAll(account: string): void {
  for (const kept of copies.found(account)) copies.drop(kept);
}

/** Makes a project of its own of them; answers where it is. */
export async function keepLeft(kept: Kept): Promise<string> {
  const { title, document } = kept.copy;
  const { id } = await projectsRest.create(`${title} (${leftTelling(kept).at})`.slice(-MOST_TITLE), document);
  dropLeft(kept);
  return `/p/${id}`;
}

/** Throws them away. */
export function dropLeft(kept: Kept): void {
  copies.drop(kept);
  useOpened.setState(({ left }) => ({ left: left.filter(({ key }) => key !== kept.key) }));
}
