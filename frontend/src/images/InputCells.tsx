import type { RefObject } from 'react';
import { crisp } from './crisp_board';
import { DrawingCanvas } from './DrawingCanvas';
import { boardOf } from './drawing_board';
import type { Grid } from './flat_weights';
import { useBrushTint } from './photocell_brush';

interface InputCellsProps {
  grid: Grid;
  canvas: RefObject<HTMLCanvasElement | null>;
  /** Whether one draws on it. */
  drawn: boolean;
}

const RADIUS = 0.8;

/** The image that is weighed: shown, or drawn cell by cell. */
export function InputCells({ grid, canvas, drawn }: InputCellsProps) {
  const lit = useBrushTint((state) => state.lit);
  const { rows: height, columns: width, channels } = grid;
  const board = drawn ? boardOf({ height, width, channels }) : null;
  if (!board) return <canvas ref={canvas} className="big-image" role="img" aria-label="The image that is weighed" />;
  const tint = Array.from({ length: channels }, () => (lit ? 255 : 0));
  return <DrawingCanvas board={crisp(board)} radius={RADIUS} tint={tint} tool={lit ? 'light' : 'shadow'} />;
}
