import type { DatasetItem, Download, ImagePreview, Parts, TablePreview, UploadProgress } from '../protocol/library';
import type { DataSpec } from '../protocol/names';
import { asking, type Fetch } from './asking';

/** The data sets of the server over HTTP. Every call rejects with a `ProblemError`. */
export interface LibraryRest {
  datasets(): Promise<DatasetItem[]>;
  downloads(): Promise<Download[]>;
  /** Begins a download, or goes on with one that was stopped. */
  start(id: string): Promise<Download>;
  /** Stops a download; what has come is kept. */
  cancel(id: string): Promise<Download>;
  /** Deletes an uploaded data set. */
  remove(id: string): Promise<void>;
  /** The first images of a data set; `fields` are those of its kind. */
  preview(kind: string, fields: Record<string, string | number>, signal?: AbortSignal): Promise<ImagePreview>;
  /** What is known of the columns of a table, and its first rows. */
  table(id: string, signal?: AbortSignal): Promise<TablePreview>;
  /** How far the server is with the upload that is under way. */
  uploading(signal?: AbortSignal): Promise<UploadProgress>;
  /** How data are parted. */
  parts(data: DataSpec, signal?: AbortSignal): Promise<Parts>;
}

interface Page<T> {
  items: T[];
}

/** A client of the server at `base`. */
export function createLibraryRest(
  base = '/api/v1',
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): LibraryRest {
  const ask = asking(base, fetch);
  const download = (id: string): string => `/downloads/${encodeURIComponent(id)}`;
  return {
    datasets: async () => (await ask<Page<DatasetItem>>('/datasets')).items,
    downloads: async () => (await ask<Page<Download>>('/downloads')).items,
    start: (id) => ask(download(id), { method: 'POST' }),
    cancel: (id) => ask(download(id), { method: 'DELETE' }),
    remove: (id) => ask(`/datasets/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    parts: (data, signal) => ask('/datasets/parts', { method: 'POST', body: { data }, signal }),
    uploading: (signal) => ask('/uploads', { signal }),
    table: (id, signal) => ask(`/datasets/${encodeURIComponent(id)}/preview`, { signal }),
    preview(kind, fields, signal) {
      const query = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
      return ask(`/datasets/${encodeURIComponent(kind)}/preview?${query}`, { signal });
    },
  };
}
