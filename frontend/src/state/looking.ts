import { create } from 'zustand';
import type { DataPart } from '@/protocol/names';

/** One map of a node, or one unit. */
export interface MapRef {
  readonly node: string;
  readonly map: number;
}

/** Which images of the data a gallery shows. */
export interface Filter {
  readonly show: 'wrong' | 'right' | 'all';
  readonly truth: number | null;
  readonly predicted: number | null;
}

/** An image of one's own: base64, how many bytes that are, and the class of the sample it was begun from. */
export interface Drawn {
  readonly image: string;
  readonly bytes: number;
  readonly label: number | null;
}

export interface LookingState {
  /** The image whose maps are shown: its part of the data and its number there. */
  part: DataPart;
  index: number;
  /** Whether somebody chose it. Images are shown anyway; of points and rows the numbers come only then. */
  chosen: boolean;
  /** Whether an image is being drawn, or covered in part, instead. */
  drawing: boolean;
  /** What was drawn; null before the first stroke. */
  drawn: Drawn | null;
  /** The map that is enlarged. */
  lens: MapRef | null;
  tab: 'sample' | 'confusion' | 'gallery';
  /** Of images: whether the weights of a unit are looked at instead. */
  weights: boolean;
  /** The part of the data that confusion matrix and gallery judge. */
  judged: DataPart;
  filter: Filter;
}

const START: LookingState = {
  part: 'test',
  index: 0,
  chosen: false,
  drawing: false,
  drawn: null,
  lens: null,
  tab: 'sample',
  weights: false,
  judged: 'validation',
  filter: { show: 'wrong', truth: null, predicted: null },
};

/** Which image is looked at, and how; no part of the set-up, and not undone. */
export const useLooking = create<LookingState>()(() => START);

/** Changes what is looked at. */
export const look = (values: Partial<LookingState>): void => useLooking.setState(values);

/** Shows the maps of an image of the data. */
export const chooseSample = (part: DataPart, index: number): void =>
  look({ part, index: Math.max(0, index), chosen: true, drawing: false, tab: 'sample' });

/** Goes to the image after or before the chosen one. Parts have ends; the server knows where. */
export function stepSample(by: 1 | -1, count = Number.POSITIVE_INFINITY): void {
  const { part, index } = useLooking.getState();
  chooseSample(part, Math.min(Math.max(0, count - 1), Math.max(0, index + by)));
}

/** Opens the gallery on one cell of the confusion matrix. */
export const openCell = (truth: number, predicted: number): void =>
  look({ tab: 'gallery', filter: { show: 'all', truth, predicted } });
