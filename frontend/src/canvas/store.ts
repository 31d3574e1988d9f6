import { create } from 'zustand';
import type { Clip } from '@/editor/clip';
import type { Selection } from '@/state/screen';
import { blockCard } from './scene';

interface CanvasState {
  /** The wires that are selected, by their id in the scene. */
  wires: readonly string[];
  /** The wire under the pointer, or under what is dragged from the palette. */
  wire: string | null;
  /** The card that a wire begins at, while its end is chosen with the keyboard. */
  wiring: string | null;
  /** The card that the keyboard stands on. */
  held: string | null;
  clip: Clip | null;
  /** Whether the pointer was used last, on the board itself: then nothing moves by itself. */
  pointing: boolean;
}

/** What the canvas is busy with; no part of the set-up. */
export const useCanvas = create<CanvasState>()(() => ({
  wires: [],
  wire: null,
  wiring: null,
  held: null,
  clip: null,
  pointing: false,
}));

export const busy = (values: Partial<CanvasState>): void => useCanvas.setState(values);

const NONE: readonly string[] = [];

/** The cards that a selection stands for. */
export function cardsOf(selection: Selection | null): readonly string[] {
  if (selection === null) return NONE;
  switch (selection.kind) {
    case 'layers':
      return selection.nodes;
    case 'block':
      return [blockCard(selection.block)];
    default:
      return [selection.node];
  }
}
