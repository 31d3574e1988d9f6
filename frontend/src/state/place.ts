import { create } from 'zustand';

/** What an address of the page leads to. */
export type Place =
  | { at: 'home' }
  | { at: 'projects' }
  | { at: 'project'; id: string }
  | { at: 'account' }
  | { at: 'join'; code: string }
  | { at: 'share' }
  | { at: 'classes' }
  | { at: 'class'; id: string }
  | { at: 'admin' }
  | { at: 'compare'; ids: readonly string[] }
  | { at: 'nowhere' };

/** What an address leads to; the part after `#` belongs to the place itself. */
export function placeOf(path: string, query = ''): Place {
  const [first = '', second = '', ...more] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const alone = second === '' && more.length === 0;
  if (first === '') return { at: 'home' };
  if (alone) {
    if (first === 'projects') return { at: 'projects' };
    // What the projector shows, before anybody has typed a code.
    if (first === 'join') return { at: 'home' };
    if (first === 'account') return { at: 'account' };
    if (first === 's') return { at: 'share' };
    if (first === 'class') return { at: 'classes' };
    if (first === 'admin') return { at: 'admin' };
    if (first === 'compare') return { at: 'compare', ids: idsIn(query) };
  } else if (more.length === 0) {
    if (first === 'p') return { at: 'project', id: second };
    if (first === 'join') return { at: 'join', code: second };
    if (first === 'class') return { at: 'class', id: second };
  }
  return { at: 'nowhere' };
}

/** What is no text in percent signs is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const idsIn = (query: string): string[] =>
  (new URLSearchParams(query).get('ids') ?? '').split(',').filter((id) => id !== '');

interface PlaceState {
  place: Place;
}

const here = (): Place => placeOf(window.location.pathname, window.location.search);

/** Where the page is. */
export const usePlace = create<PlaceState>()(() => ({ place: { at: 'home' } }));

/** Reads the address, now and whenever the browser goes back or forth. */
export function bindPlace(): void {
  usePlace.setState({ place: here() });
  window.addEventListener('popstate', () => {
    const place = here();
    // Another set-up in the address of the same place is for the playground to read.
    if (JSON.stringify(place) !== JSON.stringify(usePlace.getState().place)) enter(place);
  });
}

let wired = false;

/** Says that the playground is wired: that is done once, so whoever leaves it loads the page anew. */
export function holdPlace(): void {
  wired = true;
}

function enter(place: Place): void {
  if (wired) window.location.reload();
  else usePlace.setState({ place });
}

/** Goes to an address of the page. */
export function go(address: string): void {
  window.history.pushState(null, '', address);
  enter(here());
  window.scrollTo(0, 0);
}

/** Says that the page is somewhere else now without leaving it: what was just an idea has become a project. */
export function settleAt(address: string): void {
  window.history.replaceState(null, '', address);
  usePlace.setState({ place: here() });
}

/** Links within the page lead on without loading it anew where that can be. */
export function followLinks(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== window.location.origin || link.target !== '' || link.hasAttribute('download')) return;
  const { at } = placeOf(link.pathname, link.search);
  if (at === 'nowhere' || (link.pathname === window.location.pathname && link.hash !== '')) return;
  event.preventDefault();
  go(link.pathname + link.search + link.hash);
}
