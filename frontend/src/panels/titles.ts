import { useMemo } from 'react';
import { useStack } from '@/editor/edit';
import { layerTitle } from '@/editor/stack';

/** What the page calls the layers of a stack, by the id of their nodes. */
export function useTitles(): ReadonlyMap<string, string> {
  const stack = useStack();
  return useMemo(
    () => new Map(stack?.layers.map(({ dense }, index) => [dense.id, layerTitle(stack, index).toLowerCase()])),
    [stack],
  );
}

/**
 * What went wrong, as the page tells it: it says the step itself, and calls layers by the names they have on the page.
 *
 * "Training diverged at update 3: at 'out' its output is …" becomes "In the output layer its output is …".
 */
export function divergedTelling(detail: string, titles: ReadonlyMap<string, string>): string {
  const told = detail
    .replace(/^Training diverged at update \d+: /, '')
    .replace(/^at '([^']+)'/, (whole, node: string) => {
      const title = titles.get(node);
      if (title === undefined) return whole;
      return title === 'output layer' ? 'in the output layer' : `in ${title}`;
    });
  return told.charAt(0).toUpperCase() + told.slice(1);
}
