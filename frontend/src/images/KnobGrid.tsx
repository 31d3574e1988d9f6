import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react';
import { notch, turned } from './flat_weights';

interface KnobGridProps {
  rows: number;
  columns: number;
  canvas: RefObject<HTMLCanvasElement | null>;
  /** The weight of a cell, and the largest of all. */
  weightAt: (cell: number) => number | null;
  reach: () => number;
  onTurn: (cell: number, value: number, before: number) => void;
  /** The cell under the pointer or the cursor; null when both are gone. */
  onCell: (cell: number | null) => void;
}

const MOVES: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

interface Turning {
  cell: number;
  from: number;
  y: number;
  reach: number;
}

/** The weights of all cells, each a knob: pulled up or down with the pointer, or turned with the keys. */
export function KnobGrid({ rows, columns, canvas, weightAt, reach, onTurn, onCell }: KnobGridProps) {
  const [at, setAt] = useState(Math.floor(rows / 2) * columns + Math.floor(columns / 2));
  const [focused, setFocused] = useState(false);
  const turning = useRef<Turning | null>(null);

  function cellAt({ clientX, clientY }: PointerEvent): number {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return at;
    const part = (along: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(along * count)));
    const row = part((clientY - box.top) / box.height, rows);
    return row * columns + part((clientX - box.left) / box.width, columns);
  }
  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const cell = cellAt(event);
    const from = weightAt(cell);
    if (event.button !== 0 || from === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    turning.current = { cell, from, y: event.clientY, reach: reach() };
    setAt(cell);
    onCell(cell);
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const held = turning.current;
    if (!held) onCell(cellAt(event));
    else onTurn(held.cell, turned(held.from, held.y - event.clientY, held.reach), weightAt(held.cell) ?? held.from);
  }
  const letGo = (): void => {
    turning.current = null;
  };
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const value = weightAt(at);
    const turn = keyTurn(event);
    if (turn !== null && value !== null) {
      event.preventDefault();
      event.stopPropagation();
      onTurn(at, turn === 0 ? 0 : Number((value + turn * notch(reach())).toPrecision(6)), value);
      return;
    }
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.min(rows - 1, Math.max(0, Math.floor(at / columns) + move[0]));
    const next = row * columns + Math.min(columns - 1, Math.max(0, (at % columns) + move[1]));
    setAt(next);
    onCell(next);
  }
  return (
    <div
      className="knob-grid"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its knobs are turned with the keyboard
      tabIndex={0}
      aria-label={`Weights, ${rows} by ${columns} knobs`}
      aria-describedby="knob-keys"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onPointerLeave={() => !turning.current && onCell(focused ? at : null)}
      onKeyDown={onKeyDown}
      onFocus={() => {
        setFocused(true);
        onCell(at);
      }}
      onBlur={() => {
        setFocused(false);
        onCell(null);
      }}
    >
      <canvas ref={canvas} className="big-image" aria-hidden />
      <span id="knob-keys" className="hidden-visually">
        Arrow keys choose a cell, plus and minus turn its knob, 0 sets it to zero.
      </span>
      {focused && (
        <span
          className="knob-cursor"
          aria-hidden
          style={{
            left: `${(100 * (at % columns)) / columns}%`,
            top: `${(100 * Math.floor(at / columns)) / rows}%`,
            width: `${100 / columns}%`,
            height: `${100 / rows}%`,
          }}
        />
      )}
    </div>
  );
}

/** By how many notches a key turns a knob; 0 sets it to zero, null: the key does something else. */
export function keyTurn({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): number | null {
  if (key === '+' || key === 'PageUp' || (shiftKey && key === 'ArrowUp')) return 1;
  if (key === '-' || key === '−' || key === 'PageDown' || (shiftKey && key === 'ArrowDown')) return -1;
  return key === '0' || key === 'Delete' ? 0 : null;
}
