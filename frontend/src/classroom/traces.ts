import type { Member } from '@/protocol/classroom';
import { currentRun } from './telling';

/** How the loss of a run went, as far as this page has seen it. */
export interface Trace {
  readonly run: string;
  readonly points: readonly { readonly step: number; readonly loss: number }[];
}

/** The trace of each student, by account. */
export type Traces = ReadonlyMap<string, Trace>;

/** Beyond this, every other point is left out, so that a trace always tells of the whole time. */
export const MOST_POINTS = 64;

/** The traces after another look at the class: a run that went on has a point more, another run begins anew. */
export function traced(before: Traces, members: readonly Member[]): Traces {
  const after = new Map<string, Trace>();
  for (const member of members) {
    const run = currentRun(member);
    if (!run) continue;
    const known = before.get(member.account);
    const last = known?.points.at(-1);
    const same = known?.run === run.id && (last === undefined || run.step >= last.step);
    const points = same ? known.points : [];
    const { step, loss } = run;
    const grown = loss === null || (same && last?.step === step) ? points : [...points, { step, loss }];
    after.set(member.account, { run: run.id, points: thinned(grown) });
  }
  return after;
}

function thinned<T>(points: readonly T[]): readonly T[] {
  if (points.length <= MOST_POINTS) return points;
  return points.filter((_, index) => index % 2 === 0 || index === points.length - 1);
}

/** The path of a line through a trace, in a box; empty where there is no line yet. */
export function tracePath({ points }: Trace, width: number, height: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || first.step === last.step) return '';
  const losses = points.map(({ loss }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const reach = high - low || 1;
  return points
    .map(({ step, loss }, index) => {
      const x = ((step - first.step) / (last.step - first.step)) * width;
      const y = high === low ? height / 2 : height - ((loss - low) / reach) * height;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
