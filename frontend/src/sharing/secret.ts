import { groupIn } from '@/runs/addresses';

/** What an address of the share page holds: the secret of a link, or a run that one may read anyhow. */
export interface Asked {
  secret: string | null;
  run: string | null;
  /** The class that whoever looks came from. */
  group: string | null;
}

/** The secret stays after the `#`, so that it reaches no log on the way. */
export function askedOf({ hash, search }: Pick<Location, 'hash' | 'search'>): Asked {
  const secret = hash.replace(/^#/, '');
  return { secret: secret === '' ? null : secret, run: new URLSearchParams(search).get('run'), group: groupIn(search) };
}

/** Where to listen to what a link opens. */
export const sharedSocketUrl = (url: string, secret: string | null): string =>
  secret === null ? url : `${url}?share=${encodeURIComponent(secret)}`;
