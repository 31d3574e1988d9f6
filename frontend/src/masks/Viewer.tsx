import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { diceOf, type MaskScene } from '@/paint/mask_scene';
import type { MaskView } from '@/paint/mask_view';
import { useGlass } from '@/state/glass';
import { dragged, mask, type Tone, useMasking } from '@/state/masking';
import { useMaskCanvas } from './hooks';
import { endPainting, usePainting } from './painting';
import { masksIn } from './reading';
import { diceLine, pixelText } from './telling';
import { viewerDeed } from './viewer_keys';

const TINTS: Record<Tone, number> = { white: 255, grey: 128, black: 0 };

type At = readonly [x: number, y: number];
type Drag =
  | { kind: 'brush'; last: At }
  | { kind: 'window'; x: number; y: number; from: { window: number; level: number } };

interface ViewerProps {
  label: string;
  names: readonly string[];
  onSample: (by: 1 | -1) => void;
}

/** The chosen image, large: read under the pointer, windowed with the right button, painted on with the left one. */
export function Viewer({ label, names, onSample }: ViewerProps) {
  const { session } = useGlass();
  const board = usePainting((state) => state.board);
  const tool = useMasking((state) => state.tool);
  const radius = useMasking((state) => state.radius);
  const around = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLSpanElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const dice = useRef<HTMLParagraphElement>(null);
  const drag = useRef<Drag | null>(null);
  const place = useRef<At | null>(null);
  const down = useRef(false);
  const shown = useRef<{ scene: MaskScene; predicted: Uint8Array | null } | null>(null);

  const canvas = useMaskCanvas({
    key: 'masks:one',
    line: 2,
    version: () => board?.version() ?? 0,
    scene() {
      const set = masksIn(session.tensors.get(session.run.store.getState().run ?? '', 'masks:one'));
      const scene = set?.scenes[0] ?? null;
      if (!scene || !board) return scene;
      const { bytes, mask: truth, height, width, channels } = board.paper();
      if (height !== scene.height || width !== scene.width || channels !== scene.channels) return scene;
      // What was painted is there at once; what the network makes of it follows.
      return { ...scene, image: { bytes, at: 0 }, truth: { bytes: truth, at: 0 } };
    },
    onPaint(scene: MaskScene, view: MaskView) {
      shown.current = { scene, predicted: view.predicted() };
      around.current?.style.setProperty('--aspect', String(scene.width / scene.height));
      tell();
    },
  });

  function tell(): void {
    if (!shown.current) return;
    const { scene, predicted } = shown.current;
    if (dice.current) {
      const { truth, classes } = scene;
      dice.current.textContent =
        truth && predicted ? diceLine(diceOf(truth, predicted, classes), names) : 'No truth is known of this image';
    }
    if (!readout.current) return;
    const [x, y] = place.current ?? [-1, -1];
    const inside = x >= 0 && y >= 0 && x < scene.width && y < scene.height;
    readout.current.textContent = inside
      ? pixelText(scene, predicted, names, Math.floor(y), Math.floor(x))
      : 'Point at a pixel to read it.';
  }
  useEffect(tell);

  function moveTo(next: At | null): void {
    place.current = next;
    const scene = shown.current?.scene;
    if (cursor.current && scene) {
      cursor.current.hidden = next === null;
      const [x, y] = next ?? [0, 0];
      const size = tool === 'look' ? 1 : Math.max(1, 2 * radius);
      // While one looks, the cursor frames the pixel that is read.
      const middle = (value: number): number => (tool === 'look' ? Math.floor(value) + 0.5 : value);
      cursor.current.style.left = `${(100 * middle(x)) / scene.width}%`;
      cursor.current.style.top = `${(100 * middle(y)) / scene.height}%`;
      cursor.current.style.width = `${(100 * size) / scene.width}%`;
    }
    tell();
  }

  function placeOf({ clientX, clientY }: { clientX: number; clientY: number }): At {
    const box = canvas.current?.getBoundingClientRect();
    const { width = 1, height = 1 } = shown.current?.scene ?? {};
    if (!box || box.width === 0) return [0, 0];
    return [((clientX - box.left) / box.width) * width, ((clientY - box.top) / box.height) * height];
  }
  function stroke(from: At, to: At): void {
    const { tone, painted } = useMasking.getState();
    if (tool === 'image') board?.paintImage(from, to, radius, [TINTS[tone]]);
    if (tool === 'mask') board?.paintMask(from, to, radius, Math.min(painted, names.length - 1));
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const windowing = event.button === 2 || (event.button === 0 && event.shiftKey);
    if (!windowing && (event.button !== 0 || tool === 'look' || !board)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (windowing) {
      const { window, level } = useMasking.getState();
      drag.current = { kind: 'window', x: event.clientX, y: event.clientY, from: { window, level } };
      return;
    }
    const last = placeOf(event);
    board?.mark();
    drag.current = { kind: 'brush', last };
    stroke(last, last);
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    moveTo(placeOf(event));
    const now = drag.current;
    if (now?.kind === 'window') mask(dragged(now.from, event.clientX - now.x, event.clientY - now.y));
    if (now?.kind !== 'brush') return;
    // A fast hand moves far between two events: what lay between them is painted too.
    const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event.nativeEvent]) {
      const next = placeOf(move);
      stroke(now.last, next);
      now.last = next;
    }
  }
  function end(): void {
    drag.current = null;
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const deed = viewerDeed(event, tool);
    const scene = shown.current?.scene;
    if (!deed) return;
    event.preventDefault();
    const from = place.current ?? [(scene?.width ?? 1) / 2, (scene?.height ?? 1) / 2];
    if (deed.kind === 'sample') onSample(deed.by);
    else if (deed.kind === 'undo') board?.undo();
    else if (deed.kind === 'leave') endPainting();
    else if (deed.kind === 'press') {
      if (!down.current) board?.mark();
      if (!down.current) stroke(from, from);
      down.current = !down.current;
    } else if (deed.kind === 'move' && scene) {
      const to: At = [
        Math.min(scene.width - 0.5, Math.max(0.5, Math.floor(from[0]) + 0.5 + deed.dx)),
        Math.min(scene.height - 0.5, Math.max(0.5, Math.floor(from[1]) + 0.5 + deed.dy)),
      ];
      if (down.current) stroke(from, to);
      moveTo(to);
    }
  }
  return (
    <div className="mask-one">
      <div
        ref={around}
        className="mask-viewer"
        data-tool={tool}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one reads and paints on it, also with the keyboard
        tabIndex={0}
        aria-label={`${label} with its masks`}
        aria-describedby="mask-viewer-keys"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={end}
        onPointerCancel={end}
        onPointerLeave={() => moveTo(null)}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={onKeyDown}
        onBlur={() => {
          down.current = false;
        }}
      >
        <canvas ref={canvas} className="mask-canvas" width={1} height={1} aria-hidden />
        <span ref={cursor} className="mask-cursor" hidden aria-hidden />
        <span id="mask-viewer-keys" className="hidden-visually">
          {tool === 'look'
            ? 'Left and right: other images. Shift with arrows: another pixel.'
            : 'Arrow keys move the brush, the space bar sets it down and lifts it, the brackets change its size, Control Z takes a stroke back, Escape ends.'}{' '}
          T, P and O: truth, prediction and outlines. 1 to 4: what lies over the image.
        </span>
      </div>
      <p ref={dice} className="mask-dice number" />
      <p ref={readout} className="mask-readout number small quiet" />
    </div>
  );
}
