/** Who uses a server, and what is theirs, as it goes over the wire. The docstrings are with the Python classes. */

import type { components } from './generated';

type Schemas = components['schemas'];

export type Account = Schemas['Account'];
/** How much of the host an account may use, or uses; null: as much as it wants. */
export type Amounts = Schemas['Amounts'];
/** Who asks, and what this server is to them. */
export type Me = Schemas['Me'];
export type JoinInfo = Schemas['JoinInfo'];
export type Joined = Schemas['Joined'];
export type Scope = TokenLine['scopes'][number];
export type TokenLine = Schemas['TokenLine'];
export type MadeToken = Schemas['MadeToken'];

/** Stands for the tables of the server while nobody can be asked: one person at a laptop. */
export const LAPTOP: Me = { mode: 'laptop', account: null, class: null, limits: null, used: null };
