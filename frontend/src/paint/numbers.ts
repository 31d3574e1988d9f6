/** With the true minus sign, as formulas have it. */
export const minus = (text: string): string => text.replaceAll('-', '−');

/** A number in three figures: 0, 2.31, −0.0042, 1.2e−5. */
export function short(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e5) return minus(value.toExponential(1).replace('e+', 'e'));
  if (size >= 100) return minus(value.toFixed(0));
  return minus(value.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 3));
}

/** A probability in percent, without claiming a certainty that is not there: "99.9 %", "> 99.9 %", "0 %". */
export function percent(value: number): string {
  if (Number.isNaN(value)) return '–';
  const hundred = 100 * value;
  if (hundred < 99.5 || value === 1) return `${Math.round(hundred)} %`;
  return hundred > 99.9 ? '> 99.9 %' : `${hundred.toFixed(1)} %`;
}
