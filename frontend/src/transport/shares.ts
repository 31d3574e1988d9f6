import type { MadeShare, NewShare, Shared, ShareLine } from '../protocol/classroom';
import { asking, type Fetch } from './asking';

/** Links for others over HTTP. Every call rejects with a `ProblemError`. */
export interface SharesRest {
  /** One's own links that still lead somewhere. */
  shares(): Promise<ShareLine[]>;
  /** A new link; its address is told this once. */
  create(share: NewShare): Promise<MadeShare>;
  /** From now on the link leads nowhere. */
  close(id: string): Promise<void>;
  /** What the link leads to that is presented with every request. */
  shared(): Promise<Shared>;
}

/** A client of the server at `base`. */
export function createSharesRest(
  base = '/api/v1',
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): SharesRest {
  const ask = asking(base, fetch);
  return {
    shares: () => ask('/shares'),
    create: (share) => ask('/shares', { method: 'POST', body: share }),
    close: (id) => ask(`/shares/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    shared: () => ask('/shared'),
  };
}

/** The header in which a link is presented. */
const HEADER = 'glassnet-share';

/** A `fetch` that presents a link with every request: it opens what it leads to, to whoever asks. */
export function fetchShared(secret: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Fetch {
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set(HEADER, secret);
    return fetch(url, { ...init, headers });
  };
}
