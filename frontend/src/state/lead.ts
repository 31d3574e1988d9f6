/**
 * Leads on to what was just opened. Menus and dialogues give the focus back to what opened them, a frame later: there
 * the key that plays would open them again.
 */
export function leadToDiagram(): void {
  const go = (): void => document.getElementById('diagram')?.focus({ preventScroll: true });
  requestAnimationFrame(() => requestAnimationFrame(go));
}
