import { create } from 'zustand';
import type { MaskScene } from '@/paint/mask_scene';
import type { DataPart } from '@/protocol/names';
import { look, useLooking } from '@/state/looking';
import { mask } from '@/state/masking';
import { createMaskBoard, type MaskBoard, type Told } from './board';

/** The board of the page, and which image of which part lies on it. */
interface Painting {
  readonly board: MaskBoard | null;
  readonly part: DataPart;
  readonly index: number;
}

const NOTHING: Painting = { board: null, part: 'test', index: -1 };

/** What is being painted; kept while other tabs are looked at, until another image is chosen. */
export const usePainting = create<Painting>()(() => NOTHING);

/** What was painted is what the network looks at, here and on the canvas. */
function tell({ image, truth, bytes }: Told): void {
  mask({ ownImage: image, ownTruth: truth });
  look(image === null ? { drawing: false, drawn: null } : { drawing: true, drawn: { image, bytes, label: null } });
}

/** Lays the chosen image with its mask on the board. */
export function beginPainting(scene: MaskScene, source: number): MaskBoard {
  const { part, index } = useLooking.getState();
  const { height, width, channels, image, truth } = scene;
  const size = height * width;
  const board = createMaskBoard(
    {
      ...{ height, width, channels, source },
      bytes: image.bytes.slice(image.at, image.at + size * channels),
      mask: truth ? truth.bytes.slice(truth.at, truth.at + size) : new Uint8Array(size),
    },
    { tell },
  );
  usePainting.setState({ board, part, index });
  return board;
}

/** Takes the image off the board: the data hold again. The tool may be kept for the next image. */
export function endPainting(keep = false): void {
  if (!keep) mask({ tool: 'look' });
  if (!usePainting.getState().board) return;
  usePainting.setState(NOTHING);
  tell({ image: null, truth: null, bytes: 0 });
}

useLooking.subscribe((looking) => {
  const { board, part, index } = usePainting.getState();
  if (board && (looking.part !== part || looking.index !== index)) endPainting(true);
});
