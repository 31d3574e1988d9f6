/** A whole number with its thousands set apart: `61,204`. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** As `grouped`, with zeros in front, so that the width stays: `000,342`. */
export const padded = (value: number): string =>
  Math.floor(value)
    .toString()
    .padStart(6, '0')
    .replace(/\B(?=(\d{3})+$)/g, ',');
