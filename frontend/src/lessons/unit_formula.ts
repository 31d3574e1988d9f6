/** One term of a unit's sum. */
export interface Term {
  symbol: string;
  weight: number;
}

const MOST_TERMS = 6;
const number = (value: number): string => (Number.isFinite(value) ? Math.abs(value).toFixed(2) : '?');
const sign = (value: number, first: boolean): string => (value < 0 ? '-' : first ? '' : '+');

const NAMES: Record<string, string> = {
  linear: '',
  sigmoid: '\\sigma',
  tanh: '\\tanh',
  relu: '\\operatorname{ReLU}',
  softmax: '\\operatorname{softmax}',
};

/** The name of an activation in a formula. */
export function functionName(activation: string): string {
  return NAMES[activation] ?? `\\operatorname{${activation.replaceAll('_', '\\,')}}`;
}

/** What a unit computes, with its numbers filled in. */
export function unitFormula(activation: string, terms: readonly Term[], bias: number | undefined): string {
  const shown = terms.slice(0, MOST_TERMS);
  const sum = shown.map(({ symbol, weight }, index) => `${sign(weight, index === 0)} ${number(weight)}\\,${symbol}`);
  if (terms.length > MOST_TERMS) sum.push('+ \\dots');
  if (bias !== undefined) sum.push(`${sign(bias, sum.length === 0)} ${number(bias)}`);
  const name = functionName(activation);
  const inner = sum.join(' ');
  return name === '' ? `y = ${inner}` : `y = ${name}\\bigl(${inner}\\bigr)`;
}
