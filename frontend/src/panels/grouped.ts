/** A whole number with its thousands set apart: `61,204`. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-GB');
