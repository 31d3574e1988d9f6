/** The share of each class of all pixels of some masks. */
export function sharesOf(masks: Uint8Array, classes: number): number[] {
  const counts = new Float64Array(classes);
  for (const one of masks) if (one < classes) counts[one] = (counts[one] ?? 0) + 1;
  return [...counts].map((count) => (masks.length > 0 ? count / masks.length : 0));
}

/** How many masks are all of the first class. */
export function emptyOf(masks: Uint8Array, pixels: number): number {
  if (pixels < 1) return 0;
  let empty = 0;
  for (let at = 0; at + pixels <= masks.length; at += pixels)
    if (masks.subarray(at, at + pixels).every((one) => one === 0)) empty += 1;
  return empty;
}

/** A share as people read it: 4.5 %, 0.3 %, 95 %. */
export function shareText(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.05) return 'under 0.1 %';
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** The mask with the most to see: the number of the one with the most pixels of other classes than the first. */
export function mostForeground(masks: Uint8Array, pixels: number, count: number): number {
  let [best, most] = [0, -1];
  for (let k = 0; k < count; k++) {
    let found = 0;
    for (let i = k * pixels; i < (k + 1) * pixels; i++) if (masks[i]) found += 1;
    if (found > most) [best, most] = [k, found];
  }
  return best;
}
