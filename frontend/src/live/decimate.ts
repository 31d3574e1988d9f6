const shown = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

/**
 * Columns for a chart of about `points` points: `[x, ...columns]` with null for NaN.
 *
 * Rows are put into buckets of equal size, and each bucket gives two points that hold the lowest and the highest number
 * of every column in the order in which they came, so that no spike is lost. The last row stays exact.
 */
export function decimate(x: Float64Array, columns: readonly Float64Array[], points: number): (number | null)[][] {
  const rows = x.length;
  if (rows <= Math.max(points, 4))
    return [x, ...columns].map((column) => Array.from({ length: rows }, (_, i) => shown(column[i])));

  const buckets = Math.max(2, Math.floor(points / 2));
  // The last row is a point of its own, and the buckets share the rest.
  const size = (rows - 1) / buckets;
  const drawn: (number | null)[][] = [[], ...columns.map(() => [])];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor(bucket * size);
    const to = Math.floor((bucket + 1) * size);
    drawn[0]?.push(shown(x[from]), shown(x[to - 1]));
    columns.forEach((column, index) => {
      drawn[index + 1]?.push(...extremes(column, from, to));
    });
  }
  [x, ...columns].forEach((column, index) => {
    drawn[index]?.push(shown(column[rows - 1]));
  });
  return drawn;
}

function extremes(column: Float64Array, from: number, to: number): [number | null, number | null] {
  let low = -1;
  let high = -1;
  for (let i = from; i < to; i++) {
    const value = column[i];
    if (value === undefined || Number.isNaN(value)) continue;
    if (low < 0 || value < (column[low] ?? value)) low = i;
    if (high < 0 || value > (column[high] ?? value)) high = i;
  }
  if (low < 0) return [null, null];
  return low <= high ? [shown(column[low]), shown(column[high])] : [shown(column[high]), shown(column[low])];
}
