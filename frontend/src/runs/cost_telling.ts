import { grouped } from '@/panels/grouped';
import type { Cost, Excess, Wait } from '@/protocol/classroom';

/** Bytes as they are read: `31.9 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit]}`;
}

/** Seconds as they are read: `0.04 ms`, `1.2 s`, `3 min`, `2 h`. */
export function secondsText(seconds: number): string {
  if (seconds <= 0) return '0 s';
  if (seconds < 1e-3) return `${Number((seconds * 1000).toPrecision(1))} ms`;
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** When a run would start. */
export function waitText({ position, wait_s }: Wait): string {
  if (position === 0) return 'At once';
  const before = position === 1 ? 'After one other' : `After ${position} others`;
  return wait_s === null ? before : `${before}, in about ${secondsText(wait_s)}`;
}

/** What gets a set-up under a limit. */
const ADVICE: Readonly<Record<string, string>> = {
  parameters: 'Take fewer units or maps in the widest layers, or pool before a dense layer.',
  flops_per_update: 'Take a smaller batch, smaller images, or fewer maps in the first layers.',
  activation_bytes: 'Take a smaller batch, smaller images, or fewer maps in the first layers.',
  memory_bytes: 'Take a smaller batch, fewer samples or a smaller network.',
  storage_bytes: 'Delete runs or uploads that you do not need any more.',
  runs: 'Delete runs that you do not need any more.',
  live_runs: 'Pause or stop another run of yours; it keeps what it has learned.',
  training_s: 'The day’s training is used up; it goes on tomorrow, and looking and stepping cost nothing.',
};

/** What is too much, by how far, and how to get under it. */
export function excessText({ what, detail }: Pick<Excess, 'what' | 'detail'>): { detail: string; advice: string } {
  return { detail, advice: ADVICE[what] ?? 'Make it smaller.' };
}

/** How a run would go, in one line beside the play button. */
export function costLine({ queue, compile_s, epoch_s, over }: Cost): string {
  if (over.length > 0) return 'It is too large for this server as it is.';
  const start =
    queue.position > 0 ? `${waitText(queue)}.` : compile_s >= 0.05 ? `Starts in ${secondsText(compile_s)}.` : '';
  return [start, `An epoch takes ${secondsText(epoch_s)}.`].filter((part) => part !== '').join(' ');
}

/** All that is known of the cost, as rows of a table; `placed`: of a run that is with a worker already. */
export function costRows(cost: Cost, placed = false): [string, string][] {
  const { parameters, flops_per_update, memory_bytes, activation_bytes, compile_s, epoch_s, share, queue } = cost;
  const shared = share < 0.995;
  const rows: ([string, string] | false)[] = [
    ['Learned numbers', grouped(parameters)],
    ['Memory', `${bytesText(memory_bytes)}, of it ${bytesText(activation_bytes)} for activations`],
    ['Operations in an update', operations(flops_per_update)],
    ['Compiling', compile_s < 0.005 ? 'Done already' : `About ${secondsText(compile_s)}, once`],
    [
      'An epoch at full speed',
      `About ${secondsText(epoch_s)}${shared ? ` alone, ${secondsText(epoch_s / share)} now` : ''}`,
    ],
    !placed && ['Starts', waitText(queue)],
    shared && [placed ? 'Its part of a worker now' : 'Your part of a worker now', `${Math.round(100 * share)} %`],
  ];
  return rows.filter((row) => row !== false);
}

function operations(flops: number): string {
  const units: [number, string][] = [
    [1e12, 'trillion'],
    [1e9, 'billion'],
    [1e6, 'million'],
  ];
  for (const [size, name] of units) if (flops >= size) return `${Number((flops / size).toPrecision(3))} ${name}`;
  return grouped(flops);
}

const FOR: Readonly<Record<string, string>> = {
  compiler: 'Other networks are being compiled first.',
  own_runs: 'You have as many runs as you may have at once: pause another one, or wait until it ends.',
  host: 'The server is full.',
};
/** Said where nobody can tell how long it takes. */
const UNKNOWN: Readonly<Record<string, string>> = {
  compiler: 'That takes a few seconds each.',
  own_runs: 'Yours have no last epoch, so only you can tell how long.',
  host: 'Nobody can tell how long: the others have no last epoch.',
};

/** Why a run waits, behind how many, and for about how long. */
export function queueText(
  position: number | null,
  wait_for: string | null | undefined,
  wait_s: number | null | undefined,
): string {
  const place = position !== null && position > 1 ? `${position - 1} before you` : 'You are next';
  const known = wait_s !== null && wait_s !== undefined;
  const turn = known ? `${place}, in about ${secondsText(Math.max(1, wait_s))}.` : `${place}.`;
  const reasons = [FOR[wait_for ?? ''] ?? '', turn, known ? '' : (UNKNOWN[wait_for ?? ''] ?? '')];
  return reasons.filter((part) => part !== '').join(' ');
}
