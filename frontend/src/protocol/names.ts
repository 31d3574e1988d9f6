/** One facade for the names of everything on the wire, each equal to its Python class. Units are in the names. */

export type * from './answers';
export type * from './messages';
export type { Problem } from './problem';
export type * from './spec';
