import { look } from '@/state/looking';
import { blankPaper, copyPaper, drawStroke, invert, type Paper, type Tint, toBase64 } from './brush';

/** The paper one draws on, and what makes the network look at it. */
export interface Board {
  /** Changes with every stroke. */
  version(): number;
  paper(): Paper;
  /** Draws from where the brush was to here. */
  stroke(from: readonly [number, number], to: readonly [number, number], radius: number, tint: Tint): void;
  clear(): void;
  invert(): void;
  /** Starts from a copy of an image; `label` is its class. */
  begin(paper: Paper, label: number | null): void;
}

/** What a board needs of a clock: changes of one frame are sent together. */
export interface BoardOptions {
  request?: (callback: () => void) => void;
}

type Size = Pick<Paper, 'height' | 'width' | 'channels'>;

let kept: Board | null = null;
let sample: { paper: Paper; label: number | null } | null = null;

/**
 * The board of the page. It is kept while images have its size, whatever else is looked at meanwhile; without a size, while a
 * run is being exchanged, it is the one that was there.
 */
export function boardOf(size: Size | null): Board | null {
  const now = kept?.paper();
  const same = size && now && now.height === size.height && now.width === size.width && now.channels === size.channels;
  if (size && !same) kept = createBoard(size);
  return kept;
}

/** Notes the image that was looked at when drawing began. */
export function noteSample(paper: Paper | null, label: number | null): void {
  sample = paper && { paper: copyPaper(paper), label };
}

/** The image that was looked at when drawing began. */
export const notedSample = (): typeof sample => sample;

/** A board of this size, empty. */
export function createBoard(
  size: Size,
  { request = (callback) => void requestAnimationFrame(callback) }: BoardOptions = {},
): Board {
  let paper = blankPaper(size.height, size.width, size.channels);
  let label: number | null = null;
  let version = 0;
  let asked = false;

  function changed(): void {
    version += 1;
    if (asked) return;
    asked = true;
    request(() => {
      asked = false;
      look({ drawn: { image: toBase64(paper.bytes), bytes: paper.bytes.length, label } });
    });
  }

  return {
    version: () => version,
    paper: () => paper,
    stroke(from, to, radius, tint) {
      drawStroke(paper, from, to, radius, tint);
      changed();
    },
    clear() {
      paper.bytes.fill(0);
      label = null;
      changed();
    },
    invert() {
      invert(paper);
      changed();
    },
    begin(other, its) {
      paper = copyPaper(other);
      label = its;
      changed();
    },
  };
}
