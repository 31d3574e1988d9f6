import type { Ticker } from './ticker';

/** Keeps the text of an element up to date at the speed of the screen, past React. Returns what ends it. */
export function bindText(ticker: Ticker, element: Element, text: () => string): () => void {
  let shown: string | undefined;
  let next = '';
  let changes = 0;
  return ticker.registerPainter({
    element,
    version() {
      next = text();
      if (next !== shown) changes += 1;
      return changes;
    },
    paint() {
      shown = next;
      element.textContent = next;
    },
  });
}
