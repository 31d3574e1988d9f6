import { isMoving } from '@/classroom/telling';
import type { RunLine } from '@/protocol/classroom';

/** Whether something has been done with a run: most are made by an edit and left for the next one. */
const isBegun = (line: RunLine): boolean => isMoving(line) || line.step > 0;

/**
 * The run of a student to look at instead of this one: a newer one that was begun, or one that trains while this rests.
 * `lines` are newest first; a run that is `gone` gives way to the newest there is.
 */
export function nextRun(
  lines: readonly RunLine[],
  { id, created_at }: Pick<RunLine, 'id' | 'created_at'>,
  gone = false,
): RunLine | null {
  const others = lines.filter((line) => line.id !== id);
  if (gone) return others.find(isMoving) ?? others[0] ?? null;
  const newer = others.find((line) => line.created_at > created_at && isBegun(line));
  if (newer) return newer;
  const here = lines.find((line) => line.id === id);
  return here && isMoving(here) ? null : (others.find(isMoving) ?? null);
}
