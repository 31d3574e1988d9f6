import type { Option } from '@/editor/fields/Choice';
import type { Download, DownloadState } from '@/protocol/library';
import type { ImageData } from '@/protocol/names';

/** The download that brings these data; undefined for sets that need none. */
export const downloadFor = (data: ImageData, downloads: readonly Download[]): Download | undefined =>
  downloads.find(({ kind, name }) => kind === data.kind && (name === null || name === data['name']));

export const isMoving = ({ state }: Download): boolean => state === 'loading' || state === 'reading';

/** How much of a download is here, 0 to 1; null while nobody knows how much there is. */
export function shareOf({ bytes, total }: Download): number | null {
  return total === null || total === 0 ? null : Math.min(1, bytes / total);
}

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** A number of bytes as people read it: `11.6 MB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power] ?? 'B'}`;
}

/** How far a download is, in words. */
export function progressText({ state, bytes, total }: Download): string {
  if (state === 'reading') return 'Reading what has come';
  return total === null ? bytesText(bytes) : `${bytesText(bytes)} of ${bytesText(total)}`;
}

const STATES: Record<DownloadState, string> = {
  absent: 'To be downloaded',
  loading: 'Downloading',
  reading: 'Downloading',
  ready: 'Ready',
  failed: 'The download failed',
  cancelled: 'Not finished',
};

/** The sets of a kind that has several: what to call them, and whether they are there. */
export const namedSets = (kind: string, downloads: readonly Download[]): Option[] =>
  downloads.flatMap((one) =>
    one.kind === kind && one.name !== null
      ? [{ id: one.name, title: one.title.replace(/^[^:]*: /, ''), summary: STATES[one.state] }]
      : [],
  );
