import type { useDesign } from '@/editor/edit';
import { useScreen } from '@/state/screen';
import type { Scene } from './scene';
import { busy, cardsOf, useCanvas } from './store';

/** The nodes of the network that some cards stand for. */
export function nodesIn(scene: Scene, cards: readonly string[]): string[] {
  return scene.cards.filter(({ id }) => cards.includes(id)).flatMap(({ nodes }) => nodes);
}

/** Deletes the selected cards and wires. */
export function deleteSelected(design: ReturnType<typeof useDesign>, scene: Scene): void {
  const nodes = nodesIn(scene, cardsOf(useScreen.getState().selection));
  const wires = new Set(useCanvas.getState().wires);
  const edges = scene.wires.filter(({ id }) => wires.has(id)).flatMap((wire) => wire.edges);
  busy({ wires: [], wire: null });
  design({ type: 'delete', nodes, edges });
}
