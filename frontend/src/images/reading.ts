import type { Tensors } from '@/live/tensors';
import { type Coded, reachOver } from '@/paint/scale';
import type { Frame, Tensor } from '@/protocol/frames';
import { numbersOf } from '@/protocol/frames';
import type { DataPart } from '@/protocol/names';

type Frames = Pick<Tensors, 'get'>;

/** Images as a frame brings them: uint8 `(count, height, width, channels)`, with the class of each. */
export interface Images {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly labels: Int32Array;
}

const integersOf = (tensor: Tensor | undefined): Int32Array | undefined =>
  tensor?.data instanceof Int32Array ? tensor.data : undefined;

/** The images and labels under these names; null until they are there. Images with masks have no labels: all are 0. */
export function imagesIn(frame: Frame | undefined, images = 'images', label = 'label'): Images | null {
  const tensor = frame?.tensors.get(images);
  const labels = integersOf(frame?.tensors.get(label));
  const [count = 0, height = 0, width = 0, channels = 0] = tensor?.shape ?? [];
  const labelled = labels !== undefined || frame?.tensors.has(images.replace(/images$/, 'masks')) === true;
  if (!(tensor?.data instanceof Uint8Array) || !labelled) return null;
  return { bytes: tensor.data, count, height, width, channels, labels: labels ?? new Int32Array(count) };
}

/** The first images of a part of the data. */
export const samplesIn = (tensors: Frames, run: string, part: DataPart): Images | null =>
  imagesIn(tensors.get(run, 'samples'), `${part}.images`, `${part}.label`);

/** Whether images have masks in place of a class, as a `samples` frame tells. */
export const hasMasks = (frame: Frame | undefined): boolean =>
  ['train', 'validation', 'test'].some((part) => frame?.tensors.has(`${part}.masks`));

/** How many bytes one image has; 0 until that is known. */
export function imageBytes(tensors: Frames, run: string): number {
  const images = samplesIn(tensors, run, 'train');
  return images ? images.height * images.width * images.channels : 0;
}

/** How many images each part has. */
export function countsIn(frame: Frame | undefined): Partial<Record<DataPart, number>> {
  const counts: unknown = frame?.meta['counts'];
  const found: Partial<Record<DataPart, number>> = {};
  if (typeof counts !== 'object' || counts === null) return found;
  for (const [part, count] of Object.entries(counts)) {
    if (typeof count !== 'number') continue;
    if (part === 'train' || part === 'validation' || part === 'test') found[part] = count;
  }
  return found;
}

/** The names of the classes, in order; empty until they are known. */
export function classesIn(frame: Frame | undefined): string[] {
  const names: unknown = frame?.meta['classes'];
  return Array.isArray(names) ? names.map(String) : [];
}

/** The name of a class, or its number where it has no name. */
export const className = (names: readonly string[], number: number): string => names[number] ?? String(number);

/** What one node makes of the image: `(maps, rows, columns)`, `(channels, length)` or `(units,)`. */
export interface NodeMaps extends Coded {
  readonly shape: readonly number[];
}

/** The maps of a node in a `maps` frame; null until they are there. */
export function mapsOf(frame: Frame | undefined, node: string): NodeMaps | null {
  const tensor = frame?.tensors.get(node);
  const lo = numbersOf(frame?.tensors.get(`${node}:lo`));
  const hi = numbersOf(frame?.tensors.get(`${node}:hi`));
  if (!(tensor?.data instanceof Uint8Array) || !lo || !hi) return null;
  return { codes: tensor.data, lo, hi, shape: tensor.shape };
}

const reaches = new WeakMap<Frame, number>();

/** The largest absolute value in all maps of a frame; looked for once a frame. */
export function networkReach(frame: Frame): number {
  const known = reaches.get(frame);
  if (known !== undefined) return known;
  let reach = 0;
  for (const key of frame.tensors.keys()) {
    if (!key.endsWith(':lo')) continue;
    const maps = mapsOf(frame, key.slice(0, -3));
    if (maps) reach = Math.max(reach, reachOver(maps.lo, maps.hi));
  }
  reaches.set(frame, reach);
  return reach;
}

/** The class that the image in a `maps` frame is of; null for one that was drawn. */
export function truthIn(frame: Frame | undefined): number | null {
  const label: unknown = frame?.meta['label'];
  return typeof label === 'number' ? label : null;
}

/** How probable each class is; a single output is the probability of class 1. Null before the first frame. */
export function probabilitiesIn(frame: Frame | undefined): ArrayLike<number> | null {
  const numbers = numbersOf(frame?.tensors.get('probabilities'));
  if (!numbers || numbers.length === 0) return null;
  return numbers.length === 1 ? [1 - (numbers[0] ?? 0), numbers[0] ?? 0] : numbers;
}
