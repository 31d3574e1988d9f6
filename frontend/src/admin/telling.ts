import type { Load } from '@/protocol/classroom';
import { bytesText } from '@/runs/cost_telling';

/** A part of a whole in per cent. */
export const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** How long a server is up: `3 min`, `5 h`, `12 days`. */
export function uptimeText(seconds: number): string {
  if (seconds < 7200) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 2 * 86400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** How many runs there are, by what they are doing, the liveliest first. */
export function runsTelling(runs: Load['runs']): string {
  const order = ['running', 'compiling', 'queued', 'paused', 'created', 'finished', 'stopped', 'diverged', 'failed'];
  const known = Object.entries(runs)
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return known.length === 0 ? 'none' : known.map(([status, count]) => `${count} ${WORDS[status] ?? status}`).join(', ');
}

const WORDS: Readonly<Record<string, string>> = { running: 'training', queued: 'waiting', created: 'ready' };

/** The folders on the disk: each with what it takes, and what is free. */
export function diskRows(disk: Load['disk']): [string, string][] {
  return Object.entries(disk).map(([name, value]) => [name.replaceAll('_', ' '), told(value)]);
}

function told(value: unknown): string {
  if (typeof value === 'number') return bytesText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${typeof part === 'number' ? bytesText(part) : String(part)} ${name.replaceAll('_', ' ')}`)
    .join(', ');
}
