import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useFacts } from '@/editor/edit';
import { classesOf } from '@/editor/task';
import { PLANE_REACH, planeIn } from '@/paint/plane';
import { isPoints } from '@/protocol/spec';
import { useProject } from '@/state/glass';
import { brush, endDrawing, useBrush, VALUES } from './brush';
import { isCurve, MOST } from './own';
import { beginStroke, type Stroke, type Tool } from './stroke';
import { deedTelling, labelName, placeTelling } from './telling';
import { useOwn } from './use_own';

type At = readonly [x: number, y: number];

const MOVES: Readonly<Record<string, At>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** How far an arrow key moves the cursor, and with Shift. */
const [FINE, COARSE] = [0.25, 1];

/** Lies over the big view while one draws: a pointer sprays and erases there, or a cursor that the arrow keys move. */
export function BrushLayer({ side }: { side: number }) {
  const own = useOwn();
  const facts = useFacts();
  const layer = useRef<HTMLDivElement>(null);
  const ring = useRef<HTMLSpanElement>(null);
  const stroke = useRef<{ now: Stroke; before: ReturnType<Stroke['points']> } | null>(null);
  const data = useProject((state) => state.spec.data);
  const classes = classesOf(data, facts);
  const { erasing, label, value, radius } = useBrush();
  const [cursor, setCursor] = useState<At>([0, 0]);
  // The cursor is shown to those who move it, not under a pointer.
  const [keyed, setKeyed] = useState(false);
  const [told, setTold] = useState('');
  const plane = planeIn(side, side, true);
  const curve = isPoints(data) && isCurve(data);
  const what = Math.min(label, Math.max(0, classes - 1));
  const drawing: Tool = { kind: 'draw', label: classes > 0 ? what : value, radius, curve };
  const eraser: Tool = { kind: 'erase', radius };

  useEffect(() => layer.current?.focus({ preventScroll: true }), []);

  function placeOf(event: { clientX: number; clientY: number }): At | null {
    const box = layer.current?.getBoundingClientRect();
    return box ? plane.at(event.clientX - box.left, event.clientY - box.top) : null;
  }
  function showRing(event: { clientX: number; clientY: number } | null): void {
    const at = event && placeOf(event);
    if (!ring.current) return;
    ring.current.hidden = at === null;
    if (at) ring.current.style.translate = `${plane.px(at[0])}px ${plane.py(at[1])}px`;
  }
  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const at = placeOf(event);
    const points = own.points();
    if (event.button !== 0 || !at || !points) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setKeyed(false);
    const now = beginStroke(points, erasing ? eraser : drawing, at);
    stroke.current = { now, before: points };
    brush({ draft: now.points() });
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    showRing(event);
    if (!stroke.current) return;
    const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event.nativeEvent]) {
      const at = placeOf(move);
      if (at) stroke.current.now.to(at);
    }
    brush({ draft: stroke.current.now.points() });
  }
  function onPointerUp(): void {
    const drawn = stroke.current;
    const points = drawn?.now.points();
    stroke.current = null;
    if (points && points !== drawn?.before) keep(points);
    brush({ draft: null });
  }
  function keep(points: ReturnType<Stroke['points']>): void {
    const before = own.points()?.length ?? 0;
    own.keep(points);
    setTold(deedTelling(points.length - before, points.length, MOST));
  }
  function once(tool: Tool): void {
    const points = own.points();
    if (!points) return;
    const after = beginStroke(points, tool, cursor).points();
    setKeyed(true);
    if (after !== points) keep(after);
    else setTold(tool.kind === 'erase' ? 'Nothing to erase here.' : deedTelling(0, points.length, MOST));
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    const number = Number(event.key);
    if (move) {
      const far = event.shiftKey ? COARSE : FINE;
      const next = move.map((by, axis) =>
        Math.min(PLANE_REACH, Math.max(-PLANE_REACH, (cursor[axis] ?? 0) + far * by)),
      );
      const to: At = [next[0] ?? 0, next[1] ?? 0];
      setCursor(to);
      showRing(null);
      setKeyed(true);
      setTold(placeTelling(to));
    } else if (event.key === 'Enter' || (event.key === ' ' && keyed)) once(erasing ? eraser : drawing);
    else if (event.key === 'Delete' || event.key === 'Backspace') once(eraser);
    else if (event.key === 'Escape') endDrawing();
    else if (event.key.toLowerCase() === 'e') brush({ erasing: !erasing });
    else if (number >= 1 && number <= (classes || VALUES.length)) {
      brush(classes > 0 ? { label: number - 1, erasing: false } : { value: VALUES[number - 1] ?? 0, erasing: false });
      setTold(labelName(classes > 0 ? number - 1 : (VALUES[number - 1] ?? 0), classes));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  const wide = (2 * radius * plane.side) / (2 * PLANE_REACH);
  return (
    <div
      ref={layer}
      className="brush-layer"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one draws on it, also with the keyboard
      tabIndex={0}
      aria-label="Plane to draw points on"
      aria-describedby="brush-keys"
      data-erasing={erasing || undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onPointerLeave={() => showRing(null)}
      onKeyDown={onKeyDown}
      onBlur={() => setKeyed(false)}
    >
      <span ref={ring} hidden className="brush-ring" style={{ inlineSize: wide }} />
      {keyed && (
        <span
          className="brush-ring brush-cursor"
          style={{ inlineSize: wide, translate: `${plane.px(cursor[0])}px ${plane.py(cursor[1])}px` }}
        />
      )}
      <span id="brush-keys" className="hidden-visually">
        Arrow keys move the cursor, with Shift further. Enter or the space bar sets a point, Delete erases what is under
        the cursor, numbers choose what is drawn, E is the eraser, Escape ends.
      </span>
      <span className="hidden-visually" role="status">
        {told}
      </span>
    </div>
  );
}
