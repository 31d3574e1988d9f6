/** Classes, histories of runs, links for others and the load of a host, as they go over the wire. */

import type { components } from './generated';

type Schemas = components['schemas'];

export type JoinCode = Schemas['JoinCode'];
export type ClassView = Schemas['ClassView'];
export type Member = Schemas['Member'];
export type RunLine = Schemas['RunLine'];
export type CheckpointLine = Schemas['CheckpointLine'];
export type Comparison = Schemas['Comparison'];
/** Something in which runs were set up differently. */
export type SetUpDifference = Schemas['Difference'];
export type ShareLine = Schemas['ShareLine'];
export type MadeShare = Schemas['MadeShare'];
export type Shared = Schemas['Shared'];
export type ShareMode = ShareLine['mode'];
/** A part of the page that can be locked or hidden. */
export type Control = ShareLine['locked'][number];
export type Cost = Schemas['Cost'];
export type Excess = Schemas['Excess'];
export type Wait = Schemas['Wait'];
export type Load = Schemas['Load'];
export type TeacherLine = Schemas['TeacherLine'];

/** What changes of a class; what is left out stays. */
export type EditClass = Partial<Schemas['EditClass']>;
/** What changes of a run; what is left out stays. */
export type EditRun = Partial<Schemas['EditRun']>;
/** A link to be; what is left out is as usual. */
export type NewShare = Partial<Schemas['NewShare']>;

/** Some of a list, and where it goes on; null: that was all. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
