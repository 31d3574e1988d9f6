import type { ScheduleSpec } from '@/protocol/names';

const numberOf = (schedule: ScheduleSpec, name: string, usual: number): number => {
  const value = schedule[name];
  return typeof value === 'number' ? value : usual;
};

/** What a linear warm-up leaves of the factor: from 0 to 1, then 1. */
function risenAt(schedule: ScheduleSpec, epoch: number): number {
  const warmUp = numberOf(schedule, 'warm_up', schedule.kind === 'warm_up' ? 5 : 0);
  return epoch < warmUp ? epoch / warmUp : 1;
}

/** From one height to another along half a cosine, as `along` goes from 0 to 1. */
const eased = (from: number, to: number, along: number): number =>
  to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, along))));

/** The factor on the learning rate after so many epochs, as the server works it out; 1 of a schedule it does not know. */
export function factorAt(schedule: ScheduleSpec, epoch: number): number {
  switch (schedule.kind) {
    case 'cosine': {
      const [length, floor] = [numberOf(schedule, 'epochs', 100), numberOf(schedule, 'floor', 0)];
      return eased(1, floor, epoch / Math.max(length, 1e-9)) * risenAt(schedule, epoch);
    }
    case 'step': {
      const steps = Math.floor(epoch / Math.max(numberOf(schedule, 'every', 30), 1e-9));
      return numberOf(schedule, 'factor', 0.5) ** steps * risenAt(schedule, epoch);
    }
    case 'exponential':
      return numberOf(schedule, 'factor', 0.99) ** epoch * risenAt(schedule, epoch);
    case 'warm_up':
      return risenAt(schedule, epoch);
    case 'one_cycle': {
      const length = Math.max(numberOf(schedule, 'epochs', 100), 1e-9);
      const top = numberOf(schedule, 'rise', 0.3) * length;
      const [start, end] = [numberOf(schedule, 'start', 0.04), numberOf(schedule, 'floor', 4e-6)];
      return epoch < top ? eased(start, 1, epoch / top) : eased(1, end, (epoch - top) / (length - top));
    }
    default:
      return 1;
  }
}

/** How many epochs are worth drawing: where the schedule ends, or has fallen to little. */
export function spanOf(schedule: ScheduleSpec): number {
  switch (schedule.kind) {
    case 'warm_up':
      return 3 * Math.max(1, numberOf(schedule, 'warm_up', 5));
    case 'one_cycle':
    case 'cosine':
      return 1.1 * Math.max(1, numberOf(schedule, 'epochs', 100));
    case 'step':
      return 5 * Math.max(1, numberOf(schedule, 'every', 30));
    case 'exponential': {
      const factor = numberOf(schedule, 'factor', 0.99);
      return factor > 0 && factor < 1 ? Math.min(10_000, Math.max(5, Math.log(0.05) / Math.log(factor))) : 100;
    }
    default:
      return 100;
  }
}
