import { codesOf, type Frame, numbersOf } from '../protocol/frames';

interface Slot {
  frame: Frame;
  version: number;
}

/** The latest frame of every view of every run. Plain data that changes at full speed: React never sees it. */
export interface Tensors {
  /** Keeps a frame; false when it is of a placement that was replaced. */
  put(frame: Frame): boolean;
  /** Frames of placements before this one are dropped from now on. */
  place(run: string, placement: number): void;
  get(run: string, view: string): Frame | undefined;
  /** Grows with every frame of the view; 0 before the first. */
  version(run: string, view: string): number;
  /** The codes of a quantised map. */
  codes(run: string, view: string, key: string): Uint8Array | undefined;
  /** The numbers of a float32 tensor. */
  numbers(run: string, view: string, key: string): Float32Array | undefined;
  /** Forgets a run. */
  drop(run: string): void;
}

/** An empty store of frames. */
export function createTensors(): Tensors {
  // Two levels instead of one joined key: painters ask dozens of times a frame, and joining allocates.
  const runs = new Map<string, Map<string, Slot>>();
  const placements = new Map<string, number>();
  let count = 0;

  const get = (run: string, view: string): Frame | undefined => runs.get(run)?.get(view)?.frame;
  const place = (run: string, placement: number): boolean => {
    const newest = placements.get(run) ?? 0;
    if (placement > newest) placements.set(run, placement);
    return placement >= newest;
  };

  return {
    get,
    place,
    put(frame) {
      if (!place(frame.run, frame.placement)) return false;
      const views = runs.get(frame.run) ?? new Map<string, Slot>();
      runs.set(frame.run, views);
      count += 1;
      const slot = views.get(frame.view);
      if (slot) {
        slot.frame = frame;
        slot.version = count;
      } else {
        views.set(frame.view, { frame, version: count });
      }
      return true;
    },
    version: (run, view) => runs.get(run)?.get(view)?.version ?? 0,
    codes: (run, view, key) => codesOf(get(run, view)?.tensors.get(key)),
    numbers: (run, view, key) => numbersOf(get(run, view)?.tensors.get(key)),
    drop(run) {
      runs.delete(run);
      placements.delete(run);
    },
  };
}
