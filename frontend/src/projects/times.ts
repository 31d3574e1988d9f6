const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago something was, such as "2 hours ago". */
export function agoOf(at: string, now_ms = Date.now()): string {
  const passed_ms = Math.max(0, now_ms - Date.parse(at));
  const [unit, length_ms] = UNITS.find(([, length]) => passed_ms >= length) ?? [];
  if (unit === undefined || length_ms === undefined) return 'just now';
  if (unit === 'day' && passed_ms > 30 * length_ms) return dateOf(at);
  return new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' }).format(-Math.floor(passed_ms / length_ms), unit);
}

/** A date with its time of day. */
export const dateOf = (at: string): string =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
