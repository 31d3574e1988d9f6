import { create } from 'zustand';
import { type MaskLook, WHOLE_WINDOW } from '@/paint/mask_scene';
import type { DataPart, MasksView } from '@/protocol/names';

/** What the pointer does on the large image: looks, paints over the image, or corrects its mask. */
export type MaskTool = 'look' | 'image' | 'mask';
export type Tone = 'white' | 'grey' | 'black';

export interface MaskingState extends MaskLook {
  tab: 'several' | 'one' | 'regions';
  order: NonNullable<MasksView['order']>;
  /** How many images are passed over where several are shown. */
  first: number;
  tool: MaskTool;
  /** Half the width of the brush, in pixels of the image. */
  radius: number;
  tone: Tone;
  /** The class that the brush paints into the mask. */
  painted: number;
  /** What was painted, as the wire takes it; null where the data hold. */
  ownImage: string | null;
  ownTruth: string | null;
  /** An image that has just become one of the training part: chosen as soon as a run knows it there. */
  arriving: { readonly run: string; readonly part: DataPart; readonly index: number } | null;
  /** The measure whose curve there is room for, and whether its classes have curves of their own. */
  measure: 'loss' | 'dice' | 'iou' | 'accuracy';
  byClass: boolean;
  /** Whether the output takes half of the page. */
  wide: boolean;
}

export const MASKING: MaskingState = {
  tab: 'several',
  order: 'first',
  first: 0,
  mode: 'overlay',
  shown: 1,
  truth: true,
  prediction: true,
  contour: true,
  opacity: 0.3,
  threshold: 0.5,
  ...WHOLE_WINDOW,
  tool: 'look',
  radius: 2,
  tone: 'black',
  painted: 1,
  ownImage: null,
  ownTruth: null,
  arriving: null,
  measure: 'dice',
  byClass: false,
  wide: false,
};

/** How images with masks are looked at, and what is painted on them; no part of the set-up, and not undone. */
export const useMasking = create<MaskingState>()(() => MASKING);

/** Changes how images with masks are looked at. */
export const mask = (values: Partial<MaskingState>): void => useMasking.setState(values);

/** Counts the changes, for painters. */
let changes = 0;
useMasking.subscribe(() => {
  changes += 1;
});
export const maskingVersion = (): number => changes;

export const SMALLEST_BRUSH = 0.5;
export const LARGEST_BRUSH = 12;

/** The brush a step smaller or larger. */
export function growBrush(by: 1 | -1): void {
  const { radius } = useMasking.getState();
  const step = radius + by / 2 < 3 ? 0.5 : 1;
  mask({ radius: Math.min(LARGEST_BRUSH, Math.max(SMALLEST_BRUSH, radius + by * step)) });
}

/** Window and level after a drag: to the right widens the window, downwards makes the image brighter. */
export function dragged(from: Pick<MaskLook, 'window' | 'level'>, dx: number, dy: number): typeof from {
  return {
    window: Math.min(510, Math.max(4, Math.round(from.window + dx))),
    level: Math.min(255, Math.max(0, Math.round(from.level - dy))),
  };
}
