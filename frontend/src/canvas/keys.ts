import { useReactFlow } from '@xyflow/react';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import { clipOf } from '@/editor/clip';
import { useDesign } from '@/editor/edit';
import { isGate, throughOf } from '@/editor/gates';
import { nodeOf } from '@/editor/graph';
import { useGlass } from '@/state/glass';
import { select, show, useScreen } from '@/state/screen';
import { draggedTo, isSide, neighbourOf, type Places, type Sizes } from './arrange';
import { deleteSelected, nodesIn } from './deeds';
import type { Scene } from './scene';
import { selectCards } from './selecting';
import { busy, cardsOf, useCanvas } from './store';

interface Canvas {
  scene: Scene;
  places: Places;
  shown: Places;
  sizes: Sizes;
  /** The card that the keyboard stands on. */
  standing: string | null;
  board: RefObject<HTMLDivElement | null>;
}

/** What changes how the whole is seen. */
interface Sights {
  showAll: () => void;
  layOut: () => void;
}

const MOVED_PX = 20;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;

/** Whether the key belongs to something within a card: a button, a field. */
const isInner = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, input, select, textarea, a, .nokey') !== null;

/** The keys of the canvas. What one of them does is no business of the page's keys. */
export function useCanvasKeys(canvas: Canvas, { showAll, layOut }: Sights): (event: KeyboardEvent) => void {
  const { project } = useGlass();
  const design = useDesign();
  const now = useRef(canvas);
  now.current = canvas;

  const focusOn = useCallback((id: string): void => {
    busy({ held: id });
    requestAnimationFrame(() => {
      const card = now.current.board.current?.querySelector<HTMLElement>(
        `.react-flow__node[data-id="${CSS.escape(id)}"]`,
      );
      card?.focus();
    });
  }, []);
  useSight(now);

  return (event) => {
    busy({ pointing: false });
    const { scene, places, shown, sizes, standing } = now.current;
    const { spec } = project.getState();
    const chosen = cardsOf(useScreen.getState().selection);
    const { wiring, clip } = useCanvas.getState();
    const ids = nodesIn(scene, chosen.length > 0 ? chosen : standing ? [standing] : []);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const command = event.ctrlKey || event.metaKey;

    const done = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (isInner(event.target) && !(command && (key === 'z' || key === 'y'))) return;
    if (command) {
      const deeds: Record<string, () => void> = {
        c: () => busy({ clip: clipOf(spec.network, ids) }),
        x: () => {
          busy({ clip: clipOf(spec.network, ids) });
          if (chosen.length === 0 && standing) selectCards([standing]);
          deleteSelected(design, scene);
        },
        v: () => clip && design({ type: 'paste', clip, shown }),
        d: () => design({ type: 'paste', clip: clipOf(spec.network, ids), shown }),
        a: () => selectCards(scene.cards.map(({ id }) => id)),
      };
      const deed = deeds[key];
      if (!deed) return;
      done();
      deed();
      if (key === 'v' || key === 'd') focusOn(cardsOf(useScreen.getState().selection)[0] ?? standing ?? '');
      return;
    }
    if (event.altKey) return;
    if (isSide(key)) {
      if (standing === null) return;
      done();
      if (event.shiftKey) {
        const [dx, dy] = WAYS[key];
        const cards = chosen.length > 0 ? chosen : [standing];
        const at = cards.flatMap((id) => {
          const place = places[id];
          return place ? [[id, { x: place.x + dx * MOVED_PX, y: place.y + dy * MOVED_PX }] as const] : [];
        });
        const moved = draggedTo(scene, places, shown, Object.fromEntries(at));
        design({ type: 'move', shown, places: moved }, `move ${cards.join(' ')}`);
        return;
      }
      const next = neighbourOf(scene, places, sizes, standing, key);
      if (next === null) return;
      if (wiring === null) selectCards([next]);
      focusOn(next);
      return;
    }
    const deeds: Record<string, () => void> = {
      c: () => standing !== null && begin(standing),
      Enter: () => {
        if (wiring !== null && standing !== null) {
          busy({ wiring: null });
          design({ type: 'connect', from: wiring, to: standing });
          return;
        }
        if (standing !== null && chosen.length === 0) selectCards([standing]);
        requestAnimationFrame(() => document.querySelector<HTMLElement>('#inspector')?.focus());
      },
      Delete: () => remove(),
      Backspace: () => remove(),
      Home: () => first(scene.cards[0]?.id),
      End: () => first(scene.cards.at(-1)?.id),
      x: () => cutOrJoin(),
      f: showAll,
      l: layOut,
      g: () => {
        const block = useScreen.getState().selection;
        if (event.shiftKey && block?.kind === 'block') design({ type: 'ungroup', block: block.block });
        else design({ type: 'group', nodes: ids });
      },
    };
    if (key === 'Escape' && (wiring !== null || useCanvas.getState().wires.length > 0)) {
      done();
      busy({ wiring: null, wires: [] });
      return;
    }
    const deed = deeds[key];
    if (!deed) return;
    done();
    deed();

    /** Gates that are chosen, all alike: cut, or open again. */
    function cutOrJoin(): void {
      const gates = ids.flatMap((id) => nodeOf(spec.network, id) ?? []).filter(isGate);
      const value = gates.some((gate) => throughOf(gate) > 0) ? 0 : 1;
      for (const { id } of gates) design({ type: 'set_field', node: id, name: 'factor', value }, 'cut or join');
    }
    function begin(from: string): void {
      busy({ wiring: from });
      show({ message: null });
    }
    function first(id: string | undefined): void {
      if (id === undefined) return;
      if (wiring === null) selectCards([id]);
      focusOn(id);
    }
    function remove(): void {
      const before = standing ? neighbourOf(scene, places, sizes, standing, 'ArrowLeft') : null;
      if (chosen.length === 0 && useCanvas.getState().wires.length === 0 && standing) selectCards([standing]);
      deleteSelected(design, scene);
      if (before === null) return;
      const gone = new Set(chosen);
      const next = gone.has(before) ? scene.cards.find(({ id }) => !gone.has(id))?.id : before;
      select(null);
      first(next);
    }
  };
}

/** Brings into sight what was selected from elsewhere, such as a layer added from the palette. */
function useSight(now: RefObject<Canvas>): void {
  const flow = useReactFlow();
  const selection = useScreen((state) => state.selection);
  useEffect(() => {
    const [id] = cardsOf(selection);
    if (id === undefined) return;
    busy({ held: id });
    // After the layout and the fit that follow an edit.
    const timer = setTimeout(() => {
      if (useCanvas.getState().pointing) return;
      const { places, sizes, board } = now.current;
      const [place, box] = [places[id], board.current?.getBoundingClientRect()];
      if (!place || !box) return;
      const { x, y, zoom } = flow.getViewport();
      const { width, height } = sizes.get(id) ?? { width: 160, height: 90 };
      const [left, top] = [place.x * zoom + x, place.y * zoom + y];
      const inside = left >= 0 && top >= 0 && left + width * zoom <= box.width && top + height * zoom <= box.height;
      if (!inside) void flow.setCenter(place.x + width / 2, place.y + height / 2, { zoom });
    }, 320);
    return () => clearTimeout(timer);
  }, [selection, flow, now]);
}
