import type { NetworkSpec, TemplateBlock } from '@/protocol/names';
import { type Drawing, NO_DRAWING } from '@/state/drawing';
import { asCopy } from './blocks';

/** How a template is drawn at first: its blocks folded, so that the whole is seen. A block of one layer is that layer. */
export function drawingOf(network: NetworkSpec, blocks: readonly TemplateBlock[] = []): Drawing {
  const taken = new Set<string>();
  return {
    ...NO_DRAWING,
    blocks: blocks.flatMap(({ id, name, nodes }) => {
      const copy = asCopy(
        network,
        nodes.filter((node) => !taken.has(node)),
      );
      for (const node of copy) taken.add(node);
      return copy.length > 1 ? [{ id, name, copies: [copy], folded: true }] : [];
    }),
  };
}
