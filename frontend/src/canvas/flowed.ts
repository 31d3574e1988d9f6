import { Graph, layout } from '@dagrejs/dagre';
import type { Scene } from './scene';
import type { Box, Size } from './wrap';

/** The size of a card before the browser has drawn it. */
export const USUAL: Size = { width: 184, height: 92 };

const GAPS = { rankdir: 'LR', nodesep: 26, ranksep: 52, edgesep: 18, marginx: 0, marginy: 0 };
/** Where a wire begins whose card is drawn elsewhere. */
const LANE: Size = { width: 1, height: 10 };

/** Cards from left to right in the order of reading, as few wires crossed as can be. */
export function flowed(scene: Pick<Scene, 'cards' | 'wires' | 'frames'>, sizes: ReadonlyMap<string, Size>): Box[] {
  const graph = new Graph({ compound: true });
  graph.setGraph(GAPS);
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(scene.cards.map(({ id }) => id));
  for (const id of known) graph.setNode(id, { ...(sizes.get(id) ?? USUAL) });
  for (const { id, nodes } of scene.frames) {
    graph.setNode(id, {});
    for (const node of nodes) graph.setParent(node, id);
  }
  for (const { from, to } of scene.wires) {
    if (!known.has(from)) graph.setNode(from, { ...LANE });
    graph.setEdge(from, to);
  }
  layout(graph);
  return scene.cards.map(({ id }) => {
    const { x = 0, y = 0, width = USUAL.width, height = USUAL.height } = graph.node(id);
    return { id, x: x - width / 2, y: y - height / 2, width, height };
  });
}
