import { useReactFlow, useStore } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { NetworkSpec } from '@/protocol/names';
import { useProject } from '@/state/glass';
import { prefersStillness } from '@/state/theme';
import { type Places, type Size, type Sizes, USUAL } from './arrange';
import { busy, useCanvas } from './store';

/** Fields that act while a network trains change nothing of how it is drawn. */
const UNDRAWN: ReadonlySet<string> = new Set(['gate', 'dropout', 'spatial_dropout']);

/** The network as far as it is drawn: the same object while only numbers change that act at once, many times a second. */
export function useDrawn(network: NetworkSpec): NetworkSpec {
  const text = JSON.stringify([
    network.nodes.map((node) => (UNDRAWN.has(node.kind) ? [node.id, node.kind] : node)),
    network.edges,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is all of the network that is drawn
  return useMemo(() => network, [text]);
}

const STEP_PX = 80;
const LEAST_PX = 200;

/** How much room there is, in steps, so that nothing jumps while a window is resized. */
export function useRoom(board: RefObject<HTMLDivElement | null>): Size {
  const [room, setRoom] = useState<Size>({ width: 600, height: 440 });
  useEffect(() => {
    const element = board.current;
    if (!element) return;
    const stepped = (length: number) => Math.max(LEAST_PX, Math.round(length / STEP_PX) * STEP_PX);
    const observer = new ResizeObserver(() => {
      const [width, height] = [stepped(element.clientWidth), stepped(element.clientHeight)];
      setRoom((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [board]);
  return room;
}

const SOFT_MS = 180;
/** The tools stand above what is shown. */
const FIT = {
  padding: { top: '52px', left: '18px', right: '18px', bottom: '26px' },
  minZoom: 0.1,
  maxZoom: 1,
} as const;

/**
 * Keeps the whole network in sight until somebody moves the view: also while it is being built, and when its cards grow
 * with what they show. Another network is shown as a whole again.
 */
export function useSight(places: Places, sizes: Sizes, cards: number) {
  const flow = useReactFlow();
  const opened = useProject((state) => state.opened);
  const own = useRef(false);
  const showAll = useCallback(
    (duration?: number) => {
      own.current = false;
      const soft = prefersStillness() ? 0 : SOFT_MS;
      void flow.fitView({ ...FIT, duration: duration ?? soft });
    },
    [flow],
  );
  const last = useRef(-1);
  useEffect(() => {
    if (last.current !== opened) {
      own.current = false;
      // Wires of another network mean nothing here.
      if (useCanvas.getState().wires.length > 0) busy({ wires: [], wire: null });
    }
    if (own.current || sizes.size < cards || Object.keys(places).length === 0) return;
    const first = last.current !== opened;
    last.current = opened;
    const frame = requestAnimationFrame(() => (first ? showAll(0) : showAll()));
    return () => cancelAnimationFrame(frame);
  }, [showAll, opened, places, sizes, cards]);
  const noteMove = useCallback((event: MouseEvent | TouchEvent | null): void => {
    if (event) own.current = true;
  }, []);
  /** Whoever puts something in its place does not want the rest to move. */
  const keepStill = useCallback((): void => {
    own.current = true;
  }, []);
  return { showAll: useCallback(() => showAll(), [showAll]), noteMove, keepStill };
}

const FAR_ZOOM = 0.64;

/** Whether the cards are so small that only their kinds can be read. */
export const useFar = (): boolean => useStore(({ transform: [, , zoom] }) => zoom < FAR_ZOOM);

/** Whether part of the network is out of sight. */
export function useOverflow(places: Places, sizes: Sizes): boolean {
  return useStore(({ transform: [x, y, zoom], width, height }) =>
    Object.entries(places).some(([id, at]) => {
      const size = sizes.get(id) ?? USUAL;
      const [left, top] = [at.x * zoom + x, at.y * zoom + y];
      return left < -8 || top < -8 || left + size.width * zoom > width + 8 || top + size.height * zoom > height + 8;
    }),
  );
}

/** The wire under the pointer while something is dragged over it. */
export function wireAt(x: number, y: number): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const wire = element.closest('.react-flow__edge');
    if (wire instanceof SVGElement) return wire.getAttribute('data-id');
  }
  return null;
}
