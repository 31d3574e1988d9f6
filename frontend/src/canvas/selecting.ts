import { select, selectionOf, useScreen } from '@/state/screen';
import { blockIn } from './scene';
import { busy, cardsOf, useCanvas } from './store';

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** Selects cards of the canvas: a layer, a block, or several. */
export function selectCards(cards: readonly string[]): void {
  // Wires that were clicked before are not meant when cards are chosen.
  if (cards.length > 0 && useCanvas.getState().wires.length > 0) busy({ wires: [] });
  if (same(cards, cardsOf(useScreen.getState().selection))) return;
  const [card] = cards;
  const block = cards.length === 1 && card !== undefined ? blockIn(card) : null;
  select(block === null ? selectionOf(cards) : { kind: 'block', block });
}
