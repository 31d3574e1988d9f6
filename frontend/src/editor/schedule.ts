import type { ScheduleSpec } from '@/protocol/names';

const numberOf = (schedule: ScheduleSpec, name: string, usual: number): number => {
  const value = schedule[name];
  return typeof value === 'number' ? value : usual;
};

/** The factor on the learning rate after so many epochs, as the server works it out; 1 of a schedule it does not know. */
export function factorAt(schedule: ScheduleSpec, epoch: number): number {
  switch (schedule.kind) {
    case 'cosine': {
      const [length, floor] = [numberOf(schedule, 'epochs', 100), numberOf(schedule, 'floor', 0)];
      const warmUp = numberOf(schedule, 'warm_up', 0);
      const along = Math.min(1, Math.max(0, epoch / Math.max(length, 1e-9)));
      const down = floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * along));
      return epoch < warmUp ? (down * epoch) / warmUp : down;
    }
    case 'step':
      return numberOf(schedule, 'factor', 0.5) ** Math.floor(epoch / Math.max(numberOf(schedule, 'every', 30), 1e-9));
    case 'exponential':
      return numberOf(schedule, 'factor', 0.99) ** epoch;
    default:
      return 1;
  }
}

/** How many epochs are worth drawing: where the schedule ends, or has fallen to little. */
export function spanOf(schedule: ScheduleSpec): number {
  switch (schedule.kind) {
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
