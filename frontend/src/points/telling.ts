const signed = (value: number): string => `${value < 0 ? '−' : ''}${Math.abs(value)}`;

/** What is drawn, in words: as the legend calls it. */
export function labelName(label: number, classes: number): string {
  if (classes === 0) return `value ${signed(label)}`;
  if (classes === 2) return label === 0 ? 'orange' : 'blue';
  return `class ${label + 1}`;
}

/** Where the cursor is. */
export const placeTelling = ([x, y]: readonly [number, number]): string => `x ${signed(x)}, y ${signed(y)}`;

const counted = (count: number): string => `${count.toLocaleString('en-GB')} ${count === 1 ? 'point' : 'points'}`;

/** What the brush has just done. */
export function deedTelling(more: number, count: number, most: number): string {
  if (more === 0) return count >= most ? `There is room for ${counted(most)}; erase some first.` : 'Nothing changed.';
  return `${counted(Math.abs(more))} ${more > 0 ? 'set' : 'erased'}, ${counted(count)} in all.`;
}
