import { applyChange, type Change } from '@/editor/changes';
import { DEFAULT_SPEC } from '@/editor/defaults';
import type { RunSpec } from '@/protocol/names';
import type { Document, Project } from '@/protocol/projects';

/** A set-up as a document. */
export const documented = (spec: RunSpec): Document => ({ spec: { ...spec }, drawing: { places: {}, blocks: [] } });

/** The default set-up after some edits, as a document. */
export const edited = (...changes: Change[]): Document =>
  documented(changes.reduce((spec, change) => applyChange(spec, change), DEFAULT_SPEC));

/** A project as the server tells of it. */
export const projectOf = (document: Document, version = 1, values: Partial<Project> = {}): Project => ({
  ...{ id: 'p1', title: 'Rings', owner: 'u1', version, created_at: '2026-01-01T00:00:00Z' },
  ...{ changed_at: '2026-01-01T00:00:00Z', handed_from: null, runs: 0, notes: '', may_write: true, document },
  ...values,
});
