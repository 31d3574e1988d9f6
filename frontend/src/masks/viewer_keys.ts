import type { MaskMode } from '@/paint/mask_scene';
import { growBrush, type MaskTool, mask, useMasking } from '@/state/masking';

/** What a key on the large image asks for beyond what it changes at once. */
export type Deed =
  | { kind: 'done' }
  | { kind: 'sample'; by: 1 | -1 }
  | { kind: 'move'; dx: number; dy: number }
  | { kind: 'press' }
  | { kind: 'undo' }
  | { kind: 'leave' };

const MOVES: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const MODES: Readonly<Record<string, MaskMode>> = { 1: 'overlay', 2: 'probability', 3: 'loss', 4: 'errors' };

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const DONE: Deed = { kind: 'done' };

/** What a key stands for on the large image; null when it belongs to the page. */
export function viewerDeed({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed, tool: MaskTool): Deed | null {
  if (altKey) return null;
  if (ctrlKey || metaKey) return key.toLowerCase() === 'z' && tool !== 'look' ? { kind: 'undo' } : null;
  const move = MOVES[key];
  if (move) {
    const [dx, dy] = move;
    if (tool === 'look' && !shiftKey && dx !== 0) return { kind: 'sample', by: dx > 0 ? 1 : -1 };
    return { kind: 'move', dx, dy };
  }
  if (key === ' ') return tool === 'look' ? null : { kind: 'press' };
  if (key === 'Escape') return tool === 'look' ? null : { kind: 'leave' };
  const { truth, prediction, contour } = useMasking.getState();
  const mode = MODES[key];
  if (mode) mask({ mode });
  else if (key === 't') mask({ truth: !truth });
  else if (key === 'p') mask({ prediction: !prediction });
  else if (key === 'o') mask({ contour: !contour });
  else if (key === '[') growBrush(-1);
  else if (key === ']') growBrush(1);
  else return null;
  return DONE;
}
