import { useEffect } from 'react';
import { newSeed, useEdit } from '@/editor/edit';
import { countIn } from '@/inside/values';
import { isImages } from '@/protocol/spec';
import { type Glass, useGlass } from '@/state/glass';
import { chooseSample, look, stepSample, useLooking } from '@/state/looking';
import { select, show, useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';

const TYPED = 'input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]';
const LAYERS = '[role=dialog], [role=menu], [role=listbox]';
const ARROWS = '[type=range], [type=radio], [role=slider], [role=tree], [role=radiogroup]';
const PRESSED = 'button, a, [type=checkbox]';

/** Whether a box for numbers shows its value as it is, with nothing typed that is not yet taken over. */
function untouched(box: Element): boolean {
  if (!(box instanceof HTMLInputElement) || box.getAttribute('role') !== 'spinbutton') return false;
  return box.hasAttribute('aria-valuenow') ? box.value === box.getAttribute('aria-valuetext') : box.value === '';
}

/** Whether a key belongs to what has the focus: text that is typed, a menu, a slider, a dialogue. */
export function taken(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (event.defaultPrevented || !(target instanceof Element)) return event.defaultPrevented;
  if (target.closest(LAYERS)) return true;
  const typed = target.closest(TYPED);
  if (typed) return !(untouched(typed) && (event.ctrlKey || event.metaKey || key === 'Escape'));
  if (key.startsWith('Arrow')) return target.closest(ARROWS) !== null;
  return key === ' ' && target.closest(PRESSED) !== null;
}

interface Deeds {
  glass: Glass;
  dark: boolean;
  newStart: () => void;
}

/** The sample before or after; of points the first one when none is chosen yet. */
function toSample({ session, project }: Glass, by: 1 | -1): void {
  const { chosen, part } = useLooking.getState();
  if (isImages(project.getState().spec.data)) stepSample(by);
  else if (!chosen) chooseSample('train', 0);
  else stepSample(by, countIn(session.tensors, session.run.store.getState().run ?? '', part) ?? undefined);
}

/** Does what a key stands for; false when it stands for nothing. */
function act(event: KeyboardEvent, { glass, dark, newStart }: Deeds): boolean {
  const { controller, project } = glass;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') event.shiftKey ? project.getState().redo() : project.getState().undo();
    else if (key === 'y') project.getState().redo();
    else return false;
    return true;
  }
  if (event.altKey) return false;
  const deeds: Record<string, () => void> = {
    ' ': () => controller.toggle(),
    ArrowRight: () => controller.step(useScreen.getState().stepUnit),
    r: () => controller.reset(),
    n: newStart,
    ',': () => toSample(glass, -1),
    '.': () => toSample(glass, 1),
    h: () => show({ spread: !useScreen.getState().spread }),
    d: () => show({ theme: dark ? 'light' : 'dark' }),
    '?': () => show({ help: true }),
    Escape: () => {
      select(null);
      look({ chosen: false });
      show({ hovered: null, spread: false });
    },
  };
  const deed = deeds[key];
  deed?.();
  return deed !== undefined;
}

/** The keys of the page. */
export function useKeys(): void {
  const glass = useGlass();
  const edit = useEdit();
  const dark = useTheme() === 'dark';
  useEffect(() => {
    const newStart = () => edit({ type: 'set_training', values: { seed: newSeed() } });
    const onKey = (event: KeyboardEvent): void => {
      if (taken(event) || (event.repeat && event.key !== 'ArrowRight' && !event.ctrlKey && !event.metaKey)) return;
      if (act(event, { glass, dark, newStart })) event.preventDefault();
    };
    // On a choice that is made already, the space bar says nothing to its button, which would swallow it all the same.
    const onSpace = (event: KeyboardEvent): void => {
      const { target } = event;
      if (event.key !== ' ' || !(target instanceof HTMLInputElement && target.type === 'radio' && target.checked))
        return;
      event.stopPropagation();
      onKey(event);
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('keydown', onSpace, true);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('keydown', onSpace, true);
    };
  }, [glass, edit, dark]);
}
