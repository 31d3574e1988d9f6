import type { Amounts } from '@/protocol/people';

/** How much of something is used, and may be. */
export interface Amount {
  title: string;
  text: string;
  /** Used of what may be used, 0 to 1; null where there is nothing to compare. */
  share: number | null;
}

const SIZES: readonly [number, string][] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
];
const COUNTS: readonly [number, string][] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
];

/** Three figures at most, and no zeros that say nothing. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Bytes, such as `1.5 MB`. */
export function sizeText(bytes: number): string {
  const [size, unit] = SIZES.find(([least]) => bytes >= least) ?? [1, 'bytes'];
  return `${short(bytes / size)} ${unit}`;
}

export function countText(count: number): string {
  const [size, unit] = COUNTS.find(([least]) => count >= least) ?? [1, ''];
  return size === 1 ? Math.round(count).toLocaleString('en-GB') : `${short(count / size)} ${unit}`;
}

/** A stretch of time, such as `2 h 5 min`. */
export function timeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const KNOWN: readonly [keyof Amounts, string, (value: number) => string][] = [
  ['runs', 'Runs kept', countText],
  ['live_runs', 'Runs at once', countText],
  ['storage_bytes', 'Uploads and checkpoints', sizeText],
  ['training_s', 'Training today', timeText],
  ['parameters', 'Learned numbers of a network', countText],
  ['flops_per_update', 'Operations of an update', countText],
  ['activation_bytes', 'Memory of an update', sizeText],
  ['upload_bytes', 'One upload', sizeText],
];

/** What is used and what may be, in the order of what runs out first; what is neither known nor limited is left out. */
export function amountsOf(limits: Amounts | null, used: Amounts | null): Amount[] {
  return KNOWN.flatMap(([name, title, told]): Amount[] => {
    const [limit, now] = [limits?.[name] ?? null, used?.[name] ?? null];
    if (limit === null && now === null) return [];
    if (now === null) return [{ title, text: `up to ${told(limit ?? 0)}`, share: null }];
    if (limit === null) return [{ title, text: told(now), share: null }];
    return [{ title, text: `${told(now)} of ${told(limit)}`, share: limit > 0 ? now / limit : 1 }];
  });
}
