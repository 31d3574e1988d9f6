import { short } from '@/paint/numbers';
import type { ScaleOver } from '@/paint/scale';

/** What the colours of a node's maps reach, in words: "0 to 2.31", "−1.2 to 1.2", "each its own, up to 2.31". */
export function scaleText(reach: number, signed: boolean, over: ScaleOver): string {
  if (over === 'unit') return `each its own, up to ${short(reach)}`;
  return `${signed ? short(-reach) : '0'} to ${short(reach)}`;
}
