/** Projects and their versions as they go over the wire. The docstrings are with the Python classes. */

import type { components } from './generated';

type Schemas = components['schemas'];

/** A set-up as the server keeps it. */
export type Document = Schemas['Document'];
export type ProjectLine = Schemas['ProjectLine'];
export type ProjectPage = Schemas['ProjectPage'];
/** A project, whole. */
export type Project = Schemas['Project'];
export type VersionLine = Schemas['VersionLine'];
export type ProjectVersion = Schemas['ProjectVersion'];
