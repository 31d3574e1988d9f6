import type { Joined, JoinInfo, MadeToken, Me, Scope, TokenLine } from '../protocol/people';
import { asking, type Fetch } from './asking';

/** Who asks, over HTTP. Every call rejects with a `ProblemError`. */
export interface PeopleRest {
  me(): Promise<Me>;
  signIn(name: string, password: string): Promise<Me>;
  signOut(): Promise<void>;
  /** The class that a code leads to. */
  joinInfo(code: string): Promise<JoinInfo>;
  join(code: string, nickname: string): Promise<Joined>;
  /** A guest comes back. */
  resume(code: string): Promise<Me>;
  /** `present`: the one there is, where there is one; `name`: of a guest, to sign in with from now on. */
  setPassword(password: string, given: { present?: string; name?: string }): Promise<Me>;
  /** Deletes the account and everything of it, for good. */
  deleteMe(): Promise<void>;
  tokens(): Promise<TokenLine[]>;
  makeToken(title: string, scopes: readonly Scope[], expires_in_days: number): Promise<MadeToken>;
  deleteToken(id: string): Promise<void>;
  /** Where everything of one's own can be downloaded. */
  exportUrl: string;
}

/** A client of the server at `base`. */
export function createPeopleRest(
  base = '/api/v1',
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): PeopleRest {
  const ask = asking(base, fetch);
  return {
    me: () => ask('/me'),
    signIn: (name, password) => ask('/session', { method: 'POST', body: { name, password } }),
    signOut: () => ask('/session', { method: 'DELETE' }),
    joinInfo: (code) => ask(`/join/${encodeURIComponent(code)}`),
    join: (code, nickname) => ask('/join', { method: 'POST', body: { code, nickname } }),
    resume: (code) => ask('/resume', { method: 'POST', body: { code } }),
    setPassword: (password, given) => ask('/me/password', { method: 'POST', body: { password, ...given } }),
    deleteMe: () => ask('/me', { method: 'DELETE' }),
    tokens: () => ask('/tokens'),
    makeToken: (title, scopes, expires_in_days) =>
      ask('/tokens', { method: 'POST', body: { title, scopes, expires_in_days } }),
    deleteToken: (id) => ask(`/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    exportUrl: `${base}/me/export`,
  };
}
