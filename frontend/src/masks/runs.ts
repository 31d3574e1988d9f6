import type { Correction } from '@/protocol/names';

/** A mask as runs of equal class numbers. */
export function runsOf(mask: Uint8Array): string {
  const runs: string[] = [];
  let start = 0;
  for (let at = 1; at <= mask.length; at++) {
    if (at < mask.length && mask[at] === mask[start]) continue;
    runs.push(`${mask[start]}*${at - start}`);
    start = at;
  }
  return runs.join(' ');
}

/** How long the text of a mask may be that the server takes. */
export const LONGEST = 60_000;
/** How many corrections a data set takes. */
export const MOST = 200;

/** The corrections with one more; an earlier one of the same image goes. */
export const withCorrection = (corrections: readonly Correction[], added: Correction): Correction[] => [
  ...corrections.filter(({ source }) => source !== added.source),
  added,
];

/**
 * Where an image stands in the training part once its mask is corrected: at the end, whether it came from there or joins.
 *
 * @param trained How many images trained before, `already` whether it was one of them.
 */
export const placeAfter = (trained: number, already: boolean): number => (already ? trained - 1 : trained);
