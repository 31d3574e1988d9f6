const MOST = 1000;

/**
 * Weights under which every class counts as much as any other, together: n / (k · n_c) of n examples of k classes, n_c of
 * them of class c. Of a class without examples 1.
 */
export function balanced(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) =>
    count > 0 ? Math.min(MOST, Number((all / (counts.length * count)).toPrecision(4))) : 1,
  );
}
