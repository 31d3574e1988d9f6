/**
 * Leads on to what one does next with what was just opened. Menus and dialogues give the focus back to what opened
 * them, a frame later: there the key that plays would open them again.
 */
export function leadToPlay(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById('play')?.focus()));
}
