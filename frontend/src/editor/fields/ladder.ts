import { minus } from '@/paint/numbers';

/** The next rung above or below a number: 0.01, 0.03, 0.1, 0.3, 1 … Below `lowest` comes 0. */
export function rung(value: number, direction: 1 | -1, lowest = 1e-5): number {
  if (value <= 0) return direction > 0 ? lowest : 0;
  const power = Math.floor(Math.log10(value) + 1e-9);
  const rungs = [-1, 0, 1].flatMap((up) => [1, 3].map((digit) => Number(`${digit}e${power + up}`)));
  const next =
    direction > 0 ? rungs.find((one) => one > value * 1.0001) : rungs.findLast((one) => one < value * 0.9999);
  const found = next ?? value;
  return found < lowest * 0.9999 ? 0 : found;
}

/** A number in as few figures as tell it, with a true minus: 0.03, 1e−8, 12.5. */
export function plain(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6)
    return minus(
      value
        .toExponential(2)
        .replace(/\.?0+e/, 'e')
        .replace('e+', 'e'),
    );
  return minus(String(Number(value.toPrecision(4))));
}

/** A signed number with a true minus, three decimals, and a width that does not jump. */
export function signed(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return 'not a number';
  if (Math.abs(value) >= 1000) return `${value < 0 ? '−' : '+'}${Math.abs(value).toExponential(1)}`;
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`;
}

/** A number between lowest and highest on a logarithmic track of `0..steps`, and back. */
export const logTrack = (lowest: number, highest: number, steps: number) => ({
  at: (value: number): number =>
    value <= lowest ? 0 : Math.round((Math.log(value / lowest) / Math.log(highest / lowest)) * steps),
  value: (at: number): number => Number((lowest * (highest / lowest) ** (at / steps)).toPrecision(2)),
});
