import type { NetworkSpec } from '@/protocol/names';

/** Where a node's top left corner is, in pixels of the canvas. */
export interface Place {
  x: number;
  y: number;
}

/** Nodes that belong together: a block, perhaps several times in a row. Each copy lists its nodes in the same order. */
export interface Block {
  id: string;
  name: string;
  copies: readonly (readonly string[])[];
  folded: boolean;
}

/** How a network is drawn; no part of what is trained. Without places it is laid out anew after every edit. */
export interface Drawing {
  places: Readonly<Record<string, Place>>;
  blocks: readonly Block[];
}

/** A network and how it is drawn: what the canvas edits. */
export interface Design {
  network: NetworkSpec;
  drawing: Drawing;
}

export const NO_DRAWING: Drawing = { places: {}, blocks: [] };

/** The drawing without what the network does not have. */
export function tidied(drawing: Drawing, ids: ReadonlySet<string>): Drawing {
  const places = Object.entries(drawing.places).filter(([id]) => ids.has(id));
  const blocks = drawing.blocks.flatMap((block) => {
    const copies = block.copies.map((copy) => copy.filter((id) => ids.has(id))).filter((copy) => copy.length > 0);
    return copies.length > 0 ? [{ ...block, copies }] : [];
  });
  return { places: Object.fromEntries(places), blocks };
}
