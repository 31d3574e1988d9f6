import { useEffect, useMemo, useRef } from 'react';
import { classesIn, countsIn, hasMasks } from '@/images/reading';
import type { Session } from '@/live/session';
import type { MaskLook, MaskScene } from '@/paint/mask_scene';
import { createMaskView, type MaskView } from '@/paint/mask_view';
import type { DataPart, MasksView } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { maskingVersion, useMasking } from '@/state/masking';
import { useTheme } from '@/state/theme';

/** What is known of a run that learns masks. */
export interface KnownMasks {
  readonly run: string;
  /** Whether there are masks: between two runs the one before may have none. */
  readonly masked: boolean;
  readonly counts: Partial<Record<DataPart, number>>;
  readonly names: readonly string[];
}

function readKnown(session: Session): KnownMasks {
  const run = session.run.store.getState().run ?? '';
  const frame = session.tensors.get(run, 'samples');
  return { run, masked: hasMasks(frame), counts: countsIn(frame), names: classesIn(frame) };
}

/** What the current run's images are; a new object only when it changes. */
export function useKnownMasks(): KnownMasks {
  const { session } = useGlass();
  const text = useLatest({ kind: 'samples' }, () => JSON.stringify(readKnown(session)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is what is known by value
  return useMemo(() => readKnown(session), [session, text]);
}

/** Counts how often numbers were others than before; for painters, so nothing is allocated. */
export function createStamp(): (one: number, two: number, three?: number) => number {
  let [a, b, c, count] = [Number.NaN, Number.NaN, Number.NaN, 0];
  return (one, two, three = 0) => {
    if (one !== a || two !== b || three !== c) count += 1;
    [a, b, c] = [one, two, three];
    return count;
  };
}

interface Painted {
  /** The key of the view whose frames are shown. */
  key: string;
  /** What is to be shown now; null: nothing yet. Asked whenever something changed. */
  scene: () => MaskScene | null;
  /** Changes with what `scene` takes from elsewhere. */
  version?: () => number;
  /** Width of outlines. */
  line: number;
  /** How this one differs from the others in its look. */
  look?: Partial<MaskLook>;
  /** Told after each painting. */
  onPaint?: (scene: MaskScene, view: MaskView) => void;
}

const NOTHING = (): number => 0;

/** A canvas that shows one image with its masks, painted past React. */
export function useMaskCanvas(painted: Painted) {
  const { session } = useGlass();
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(painted);
  latest.current = painted;
  const repaints = useRef(0);
  const { key } = painted;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const view = createMaskView(element);
    const stamp = createStamp();
    const sizes = new ResizeObserver(() => {
      repaints.current += 1;
    });
    sizes.observe(element);
    const end = session.ticker.registerPainter({
      element,
      version: () => {
        const run = session.run.store.getState().run ?? '';
        const own = (latest.current.version ?? NOTHING)();
        return stamp(session.tensors.version(run, key), maskingVersion() + repaints.current, own);
      },
      paint() {
        const scene = latest.current.scene();
        if (!scene) return;
        const { line, look, onPaint } = latest.current;
        view.paint(scene, { ...useMasking.getState(), ...look }, { theme, ratio: window.devicePixelRatio || 1, line });
        onPaint?.(scene, view);
      },
    });
    return () => {
      end();
      sizes.disconnect();
    };
  }, [session, theme, key]);
  return canvas;
}

/** The view of several images of a part. */
export const severalView = (
  part: DataPart,
  { order, first }: { order: NonNullable<MasksView['order']>; first: number },
  count: number,
): MasksView => ({ kind: 'masks', part, order, first, count });

/** The view of the one that is chosen, with what was painted over it. */
export const oneView = (
  part: DataPart,
  index: number,
  { ownImage, ownTruth }: { ownImage: string | null; ownTruth: string | null },
): MasksView => ({
  ...{ kind: 'masks', part, order: 'first', first: index, count: 1 },
  ...(ownImage === null ? {} : { image: ownImage }),
  ...(ownTruth === null ? {} : { truth: ownTruth }),
});
