import type { Board } from './drawing_board';

const kept = new WeakMap<Board, Board>();

/** A board without soft edges: a photocell sees light or none. */
export function crisp(board: Board): Board {
  const known = kept.get(board);
  if (known) return known;
  const made: Board = {
    ...board,
    stroke(from, to, radius, tint) {
      board.stroke(from, to, radius, tint);
      const { bytes } = board.paper();
      for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) > 127 ? 255 : 0;
    },
  };
  kept.set(board, made);
  return made;
}
