import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { createPicture } from '@/paint/picture';
import { useGlass } from '@/state/glass';
import type { Tint } from './brush';
import type { Board } from './drawing_board';

interface DrawingCanvasProps {
  board: Board;
  radius: number;
  tint: Tint;
  /** What the brush does, in words. */
  tool: string;
}

type At = readonly [x: number, y: number];

const MOVES: Readonly<Record<string, At>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The paper: drawn on with a pointer, or with a cursor that the arrow keys move. */
export function DrawingCanvas({ board, radius, tint, tool }: DrawingCanvasProps) {
  const { session } = useGlass();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<At | null>(null);
  const { height, width } = board.paper();
  const [cursor, setCursor] = useState<At>([Math.floor(width / 2) + 0.5, Math.floor(height / 2) + 0.5]);
  // The cursor is shown to those who move it, not under a pointer.
  const [focused, setFocused] = useState(false);
  const [down, setDown] = useState(false);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const picture = createPicture(element);
    return session.ticker.registerPainter({
      element,
      version: board.version,
      paint() {
        const { bytes, height: rows, width: columns, channels } = board.paper();
        picture.paint(bytes, 0, rows, columns, channels);
      },
    });
  }, [session, board]);

  function placeOf(event: { clientX: number; clientY: number }): At {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return cursor;
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setFocused(false);
    last.current = placeOf(event);
    board.stroke(last.current, last.current, radius, tint);
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    if (!last.current) return;
    // A fast hand moves far between two events: what lay between them is drawn too.
    const moves = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event.nativeEvent]) {
      const place = placeOf(move);
      board.stroke(last.current, place, radius, tint);
      last.current = place;
    }
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const move = MOVES[event.key];
    if (event.key === ' ' || move) setFocused(true);
    if (event.key === ' ') {
      event.preventDefault();
      if (!down) board.stroke(cursor, cursor, radius, tint);
      setDown(!down);
    }
    if (!move) return;
    event.preventDefault();
    const next: At = [
      Math.min(width - 0.5, Math.max(0.5, cursor[0] + move[0])),
      Math.min(height - 0.5, Math.max(0.5, cursor[1] + move[1])),
    ];
    if (down) board.stroke(cursor, next, radius, tint);
    setCursor(next);
  }
  return (
    <div
      className="drawing"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one draws on it, also with the keyboard
      tabIndex={0}
      aria-label={`Drawing area, ${width} by ${height} pixels`}
      aria-describedby="drawing-keys"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        last.current = null;
      }}
      onPointerCancel={() => {
        last.current = null;
      }}
      onKeyDown={onKeyDown}
      onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
      onBlur={() => {
        setFocused(false);
        setDown(false);
      }}
    >
      <canvas ref={canvas} className="big-image" aria-hidden />
      {focused && (
        <span
          className="drawing-cursor"
          data-down={down || undefined}
          style={{
            left: `${(100 * cursor[0]) / width}%`,
            top: `${(100 * cursor[1]) / height}%`,
            width: `${(200 * radius) / width}%`,
          }}
        />
      )}
      <span id="drawing-keys" className="hidden-visually">
        Arrow keys move the {tool}, the space bar sets it down and lifts it.
      </span>
      <span className="hidden-visually" role="status">
        {focused
          ? `row ${Math.floor(cursor[1]) + 1}, column ${Math.floor(cursor[0]) + 1}${down ? `, ${tool} down` : ''}`
          : ''}
      </span>
    </div>
  );
}
