import { untilText } from '@/classroom/telling';
import type { Control, NewShare, ShareLine, ShareMode } from '@/protocol/classroom';

/** The parts of the page that can be locked or hidden, as they are called. */
export const CONTROLS: readonly (readonly [Control, string])[] = [
  ['data', 'Data'],
  ['network', 'Network'],
  ['training', 'Training settings'],
  ['transport', 'Play and step'],
  ['views', 'Output'],
];

export const MODES: readonly (readonly [ShareMode, string])[] = [
  ['view', 'Look'],
  ['fork', 'Copy'],
  ['embed', 'Embed'],
];

/** How a part of the page is shared. */
export type Openness = 'open' | 'locked' | 'hidden';

export interface ShareForm {
  /** What is shared: the set-up, to begin anew, or the run, as it goes on. */
  what: 'project' | 'run';
  mode: ShareMode;
  weights: boolean;
  parts: Readonly<Partial<Record<Control, Openness>>>;
  /** Days until it leads nowhere; null: until it is closed. */
  days: number | null;
}

export const NEW_FORM: ShareForm = { what: 'project', mode: 'view', weights: false, parts: {}, days: null };

/** The link that a form asks for. A run is shared with the project it belongs to, where that is one's own. */
export function shareOf(
  { what, mode, weights, parts, days }: ShareForm,
  project: string | null,
  run: string | null,
): NewShare {
  const chosen = (openness: Openness): Control[] =>
    CONTROLS.flatMap(([control]) => (parts[control] === openness ? [control] : []));
  return {
    ...(what === 'project' ? { project } : { run }),
    mode,
    ...(what === 'run' ? { weights } : {}),
    locked: chosen('locked'),
    hidden: chosen('hidden'),
    expires_in_days: days,
  };
}

const TELLS: Record<ShareForm['what'], Record<ShareMode, string>> = {
  project: {
    view: 'The set-up is seen and not changed. Whoever has an account here can play it, as it is.',
    fork: 'Whoever has an account here can try things out, and keep a copy of their own.',
    embed:
      'Without the bar, to stand in a page of yours. Visitors without an account see no training: share the run for that.',
  },
  run: {
    view: 'It is followed live with all its pictures; nothing can be changed.',
    fork: 'It is followed live, and whoever has an account here can make a copy and go on.',
    embed: 'Live and without the bar, to stand in a page of yours.',
  },
};

/** What the visitors of a link can do. */
export const modeTelling = ({ what, mode }: Pick<ShareForm, 'what' | 'mode'>): string => TELLS[what][mode];

/** A link in one line, for the list of one's own. */
export function shareTelling({ project, mode, weights, locked, hidden, expires_at }: ShareLine, now?: Date): string {
  const [, name = mode] = MODES.find(([one]) => one === mode) ?? [];
  const named = (controls: readonly Control[]): string =>
    CONTROLS.flatMap(([control, title]) => (controls.includes(control) ? title.toLowerCase() : [])).join(', ');
  return [
    `${name}: the ${project === null ? 'run' : 'project'}`,
    weights ? 'with its weights' : '',
    locked.length > 0 ? `locked: ${named(locked)}` : '',
    hidden.length > 0 ? `hidden: ${named(hidden)}` : '',
    expires_at === null ? 'until you close it' : `for ${untilText(expires_at, now)} more`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** What puts an embedded page into another one. */
export const embedCode = (url: string, title: string): string =>
  `<iframe src="${url}" title="${title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}" width="960" height="640" style="border:0" allow="clipboard-write"></iframe>`;
