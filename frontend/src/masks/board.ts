import { drawStroke, type Paper, type Tint, toBase64 } from '@/images/brush';

/** An image and its mask that are painted on, and which image of the whole set they are. */
export interface MaskPaper extends Paper {
  /** Class numbers `(height, width)`. */
  readonly mask: Uint8Array;
  readonly source: number;
}

type At = readonly [x: number, y: number];

/** What was painted so far, and how to go back. */
export interface MaskBoard {
  /** Changes with every stroke. */
  version(): number;
  paper(): MaskPaper;
  /** Notes how it looks now: the next `undo` comes back to here. To be said before each stroke. */
  mark(): void;
  paintImage(from: At, to: At, radius: number, tint: Tint): void;
  paintMask(from: At, to: At, radius: number, number: number): void;
  /** Puts another mask in place, as one step. */
  putMask(mask: Uint8Array): void;
  /** Goes back a step; false when there is none. */
  undo(): boolean;
  steps(): number;
  /** Whether image or mask differ from how they began. */
  changed(): { image: boolean; mask: boolean };
}

/** What was painted, as the wire takes it; null where nothing was. */
export interface Told {
  readonly image: string | null;
  readonly truth: string | null;
  readonly bytes: number;
}

export interface MaskBoardOptions {
  /** Told what was painted: what changes within one frame is told together. */
  tell: (told: Told) => void;
  request?: (callback: () => void) => void;
}

const MOST_STEPS = 60;

/**
 * Writes a class into every pixel whose middle lies within a round brush that goes from one place to another; the edge is hard,
 * as masks are.
 */
export function drawMask(
  { mask, height, width }: Pick<MaskPaper, 'mask' | 'height' | 'width'>,
  from: At,
  to: At,
  radius: number,
  number: number,
): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const reach = Math.max(radius, 0.5);
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(from[1], to[1]) + reach));
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(from[0], to[0]) + reach));
  // The smallest brush paints the pixel that it is in, wherever in there.
  const pixel = radius <= 0.5;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [x, y] = [column + 0.5 - from[0], row + 0.5 - from[1]];
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      const [across, down] = [x - along * dx, y - along * dy];
      const away = pixel ? Math.max(Math.abs(across), Math.abs(down)) : Math.hypot(across, down);
      if (away <= reach) mask[row * width + column] = number;
    }
  }
}

const same = (one: Uint8Array, other: Uint8Array): boolean => one.every((value, at) => value === other[at]);

/** A board that begins with copies of this image and this mask. */
export function createMaskBoard(
  begun: MaskPaper,
  { tell, request = (callback) => void requestAnimationFrame(callback) }: MaskBoardOptions,
): MaskBoard {
  const copy = (paper: MaskPaper): MaskPaper => ({ ...paper, bytes: paper.bytes.slice(), mask: paper.mask.slice() });
  const first = copy(begun);
  let paper = copy(begun);
  let past: MaskPaper[] = [];
  let version = 1;
  let asked = false;

  const changed = () => ({ image: !same(paper.bytes, first.bytes), mask: !same(paper.mask, first.mask) });

  function touched(): void {
    version += 1;
    if (asked) return;
    asked = true;
    request(() => {
      asked = false;
      const { image, mask } = changed();
      tell({
        image: image ? toBase64(paper.bytes) : null,
        // An image of one's own has no truth by itself: the mask goes with it.
        truth: image || mask ? toBase64(paper.mask) : null,
        bytes: paper.bytes.length,
      });
    });
  }
  function mark(): void {
    past = [...past, copy(paper)].slice(-MOST_STEPS);
  }

  return {
    version: () => version,
    paper: () => paper,
    mark,
    paintImage(from, to, radius, tint) {
      drawStroke(paper, from, to, radius, tint);
      touched();
    },
    paintMask(from, to, radius, number) {
      drawMask(paper, from, to, radius, number);
      touched();
    },
    putMask(mask) {
      mark();
      paper = { ...paper, mask: mask.slice() };
      touched();
    },
    undo() {
      const before = past.pop();
      if (!before) return false;
      paper = before;
      touched();
      return true;
    },
    steps: () => past.length,
    changed,
  };
}
