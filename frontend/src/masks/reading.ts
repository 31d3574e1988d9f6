import { classesIn } from '@/images/reading';
import type { MaskScene } from '@/paint/mask_scene';
import { type Frame, numbersOf } from '@/protocol/frames';

/** Several images with their masks, as a `masks` frame brings them. */
export interface MaskSet {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
  /** Names of the classes, in order. */
  readonly names: readonly string[];
  readonly scenes: readonly MaskScene[];
  /** Numbers of the images in their part, in the whole set, and of their groups; empty where the server tells none. */
  readonly index: ArrayLike<number>;
  readonly source: ArrayLike<number>;
  readonly group: ArrayLike<number>;
  /** How many images of the part were judged; 0 before the first evaluation. */
  readonly total: number;
}

const bytesOf = (frame: Frame, key: string): Uint8Array | null => {
  const data = frame.tensors.get(key)?.data;
  return data instanceof Uint8Array && data.length > 0 ? data : null;
};
const numbersIn = (frame: Frame, key: string): ArrayLike<number> => frame.tensors.get(key)?.data ?? [];

const read = new WeakMap<Frame, MaskSet>();

/** What a `masks` frame holds; null until it is there. Read once a frame. */
export function masksIn(frame: Frame | undefined): MaskSet | null {
  if (!frame) return null;
  const known = read.get(frame);
  if (known) return known;
  const images = bytesOf(frame, 'images');
  const [count = 0, height = 0, width = 0, channels = 0] = frame.tensors.get('images')?.shape ?? [];
  const probabilities = bytesOf(frame, 'probabilities');
  const names = classesIn(frame);
  const classes = frame.tensors.get('probabilities')?.shape[3] ?? names.length;
  if (channels === 0) return null;
  const truth = bytesOf(frame, 'truth');
  const loss = bytesOf(frame, 'loss');
  const { lo, hi } = frame.tensors.get('loss') ?? {};
  const size = height * width;
  const scenes = images
    ? Array.from({ length: count }, (_, k) => ({
        ...{ height, width, classes, channels },
        image: { bytes: images, at: k * size * channels },
        truth: truth && { bytes: truth, at: k * size },
        probabilities: probabilities && { bytes: probabilities, at: k * size * classes },
        loss: loss && { bytes: loss, at: k * size, lo: lo ?? 0, hi: hi ?? 1 },
      }))
    : [];
  const total: unknown = frame.meta['total'];
  const set = {
    ...{ count, height, width, channels, classes, names, scenes },
    index: numbersIn(frame, 'index'),
    source: numbersIn(frame, 'source'),
    group: numbersIn(frame, 'group'),
    total: typeof total === 'number' ? total : 0,
  };
  read.set(frame, set);
  return set;
}

/** One class of a part, as of the last evaluation; NaN where a number has no meaning. */
export interface Region {
  readonly number: number;
  readonly name: string;
  readonly dice: number;
  readonly iou: number;
  readonly precision: number;
  readonly recall: number;
  /** Of all pixels that are true of it. */
  readonly share: number;
  /** Images without it. */
  readonly empty: number;
  /** Mean distance of outlines; NaN while the run moves. */
  readonly hausdorff: number;
  readonly hausdorff95: number;
}

export interface RegionTable {
  readonly regions: readonly Region[];
  /** Pixels by truth (row) and prediction, `(classes, classes)`. */
  readonly counts: ArrayLike<number>;
  readonly images: number;
  readonly unit: string;
  readonly distances: boolean;
  /** Whether the distances of outlines are on their way. */
  readonly measuring: boolean;
}

/** What a `regions` frame holds; null until it is there. */
export function regionsIn(frame: Frame | undefined): RegionTable | null {
  const dice = numbersOf(frame?.tensors.get('dice'));
  if (!frame || !dice) return null;
  const names = classesIn(frame);
  const column = (key: string): ArrayLike<number> => frame.tensors.get(key)?.data ?? [];
  const columns = ['iou', 'precision', 'recall', 'share', 'empty', 'hausdorff', 'hausdorff95'].map(column);
  const regions = Array.from(dice, (value, number) => {
    const [iou, precision, recall, share, empty, hausdorff, hausdorff95] = columns.map(
      (numbers) => numbers[number] ?? Number.NaN,
    );
    return {
      number,
      name: names[number] ?? String(number),
      dice: value,
      ...{ iou: iou ?? Number.NaN, precision: precision ?? Number.NaN, recall: recall ?? Number.NaN },
      ...{ share: share ?? Number.NaN, empty: empty ?? 0 },
      ...{ hausdorff: hausdorff ?? Number.NaN, hausdorff95: hausdorff95 ?? Number.NaN },
    };
  });
  const { images, unit, pending } = frame.meta;
  return {
    regions,
    counts: column('counts'),
    images: typeof images === 'number' ? images : 0,
    unit: typeof unit === 'string' ? unit : 'pixels',
    distances: frame.tensors.has('hausdorff'),
    measuring: pending === true,
  };
}

/** What a heart pumps: volumes in ml at the end of diastole and of systole, true and predicted. */
export interface Volumes {
  readonly group: number;
  readonly truth: Beat;
  readonly predicted: Beat;
}
export interface Beat {
  readonly diastole: number;
  readonly systole: number;
  /** Ejection fraction: the share of the blood that leaves, (EDV - ESV) / EDV; NaN without a volume. */
  readonly ejected: number;
}

/** The volumes of one class by group; empty where sizes and phases are not known. */
export function volumesIn(frame: Frame | undefined, number: number): Volumes[] {
  const tensor = frame?.tensors.get('volumes');
  const volumes = numbersOf(tensor);
  const [groups = 0, , , classes = 0] = tensor?.shape ?? [];
  if (!frame || !volumes) return [];
  const ids = frame.tensors.get('group')?.data ?? [];
  return Array.from({ length: groups }, (_, k) => {
    const beat = (which: number): Beat => {
      const at = (2 * k + which) * 2 * classes + number;
      const [diastole, systole] = [volumes[at] ?? Number.NaN, volumes[at + classes] ?? Number.NaN];
      return { diastole, systole, ejected: diastole > 0 ? (diastole - systole) / diastole : Number.NaN };
    };
    return { group: ids[k] ?? k, truth: beat(0), predicted: beat(1) };
  });
}
