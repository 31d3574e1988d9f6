import type { Member, RunLine } from '@/protocol/classroom';

const MOVING: ReadonlySet<RunLine['status']> = new Set(['queued', 'compiling', 'running']);

/** Whether a run is being trained, or about to be. */
export const isMoving = ({ status }: RunLine): boolean => MOVING.has(status);

/** The run that a student is at: one that moves, or the newest. */
export const currentRun = ({ runs }: Member): RunLine | null => runs.find(isMoving) ?? runs[0] ?? null;

/** What a status is called. */
export const STATUS: Record<RunLine['status'], string> = {
  created: 'Ready',
  queued: 'Waiting',
  compiling: 'Compiling',
  running: 'Training',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  diverged: 'Diverged',
  failed: 'Failed',
};

/** How a class is, in one line. */
export function classTelling(members: readonly Member[]): string {
  if (members.length === 0) return 'No students yet';
  const here = members.filter(({ online }) => online).length;
  const training = members.filter((member) => member.runs.some(isMoving)).length;
  return `${count(members.length, 'student')}, ${here} here, ${training} training`;
}

/** A number with its noun: `1 run`, `2 runs`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

const MOST_TOLD = 20;

/** How many there are of what the server tells the newest of: `3 runs`, `20 runs or more`. */
export const countToldOf = (number: number, noun: string): string =>
  number < MOST_TOLD ? count(number, noun) : `${count(number, noun)} or more`;

export type Order = 'name' | 'loss' | 'score' | 'state';

/** Students in an order; those who have nothing to be ordered by come last, equal ones by their names. */
export function ordered(members: readonly Member[], order: Order): Member[] {
  const rank = (member: Member): number => {
    const run = currentRun(member);
    if (order === 'name' || !run) return order === 'name' ? 0 : Number.POSITIVE_INFINITY;
    if (order === 'state') return STATES.indexOf(run.status);
    if (order === 'loss') return run.loss ?? Number.POSITIVE_INFINITY;
    return run.score === null ? Number.POSITIVE_INFINITY : -run.score;
  };
  return members.toSorted((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    if (first !== second) return first < second ? -1 : 1;
    return a.nickname.localeCompare(b.nickname, 'en', { numeric: true });
  });
}

/** What may need the teacher first. */
const STATES: readonly RunLine['status'][] = [
  'failed',
  'diverged',
  'queued',
  'compiling',
  'running',
  'paused',
  'stopped',
  'finished',
  'created',
];

/** A score as it is read: a share of all in per cent, an overlap as a number. */
export function scoreText({ score, score_name }: Pick<RunLine, 'score' | 'score_name'>): string {
  if (score === null) return '–';
  return score_name === 'accuracy' ? `${(100 * score).toFixed(1)} %` : score.toFixed(3);
}

/** What a run is called: by its title, else by when it was made. */
export const runTitle = ({ title, created_at }: Pick<RunLine, 'title' | 'created_at'>): string =>
  title || `Run of ${whenText(created_at)}`;

/** A moment, as short as it can be told: the time of today, else the day and the time. */
export function whenText(at: string, now: Date = new Date()): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (moment.toDateString() === now.toDateString()) return time;
  const year = moment.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return `${moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year })}, ${time}`;
}

/** How long it is until a moment: `45 min`, `3 h`, `12 days`; `over` once it has passed. */
export function untilText(at: string, now: Date = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
  if (seconds <= 0) return 'over';
  if (seconds < 90) return 'a minute';
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** How long ago a moment was. */
export function agoText(at: string, now: Date = new Date()): string {
  const seconds = (now.getTime() - new Date(at).getTime()) / 1000;
  if (seconds < 90) return 'just now';
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}
