import { inputsOf, nodeOf } from '@/editor/graph';
import { codeValue } from '@/paint/scale';
import type { DenseNode, NetworkSpec } from '@/protocol/names';
import { isDense } from '@/protocol/spec';
import type { NodeMaps } from './reading';

/** A dense layer that reads an image laid out flat: each of its units has a weight for every pixel. */
export interface FlatReader {
  readonly node: DenseNode;
  /** The node whose image it is. */
  readonly source: string;
}

/** How an image is laid out flat: row by row, the channels of a pixel next to each other. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** All dense layers that read an image laid out flat. */
export function flatReaders(network: NetworkSpec): FlatReader[] {
  return network.nodes.filter(isDense).flatMap((node) => {
    const [flatten, ...others] = inputsOf(network, node.id);
    const before = flatten === undefined || others.length > 0 ? undefined : nodeOf(network, flatten);
    const [source] = before?.kind === 'flatten' ? inputsOf(network, before.id) : [];
    return source === undefined ? [] : [{ node, source }];
  });
}

/** The shape of an image as a grid; null where it is none. */
export function gridOf(shape: readonly number[] | undefined): Grid | null {
  const [rows = 0, columns = 0, channels = 0] = shape ?? [];
  return shape?.length === 3 && rows * columns * channels > 0 ? { rows, columns, channels } : null;
}

/** The number of an input of the layer: that of a cell in one channel. */
export const inputAt = ({ channels }: Grid, cell: number, channel: number): number => cell * channels + channel;

/** The image as the network got it: numbers in the order of the flat list. Null before it is there, or of another size. */
export function flatImage(maps: NodeMaps | null, grid: Grid): Float32Array | null {
  const [channels, rows, columns] = maps?.shape ?? [];
  if (!maps || channels !== grid.channels || rows !== grid.rows || columns !== grid.columns) return null;
  const size = grid.rows * grid.columns;
  const flat = new Float32Array(size * grid.channels);
  for (let channel = 0; channel < grid.channels; channel++) {
    const [lo, hi] = [maps.lo[channel] ?? 0, maps.hi[channel] ?? 0];
    for (let cell = 0; cell < size; cell++) {
      flat[inputAt(grid, cell, channel)] = codeValue(maps.codes[channel * size + cell] ?? 0, lo, hi);
    }
  }
  return flat;
}

/** The weights of one unit, in the order of the flat list; null where the numbers are those of another network. */
export function weightsOf(
  all: Float32Array | undefined,
  { rows, columns, channels }: Grid,
  { units, unit }: { units: number; unit: number },
): Float32Array | null {
  const inputs = rows * columns * channels;
  if (all?.length !== inputs * units) return null;
  return Float32Array.from({ length: inputs }, (_, input) => all[input * units + unit] ?? 0);
}

/** The largest absolute value. */
export function reachOf(values: Float32Array): number {
  let reach = 0;
  for (const value of values) reach = Math.max(reach, Math.abs(value));
  return reach;
}

/** Input times weight, number by number. */
export const productOf = (image: Float32Array, weights: Float32Array): Float32Array =>
  image.map((value, index) => value * (weights[index] ?? 0));

/** Everything a list of numbers adds up to. */
export const sumOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

const MOST_TURN_PX = 120;
/** Of weights that are all zero the scale is one learning step's. */
const LEAST_REACH = 0.1;

/** The value of a knob that a hand has moved up by so many pixels: a long pull turns it from zero to the largest. */
export const turned = (from: number, up_px: number, reach: number): number =>
  Number((from + (up_px / MOST_TURN_PX) * Math.max(reach, LEAST_REACH)).toPrecision(3));

/** One press of a key turns a knob by this much. */
export const notch = (reach: number): number => Number((Math.max(reach, LEAST_REACH) / 10).toPrecision(1));

/** Where a knob's pointer points, in degrees: upright at zero, all the way round at the ends of the scale. */
export const knobAngle = (value: number, reach: number): number =>
  135 * Math.max(-1, Math.min(1, reach > 0 ? value / reach : 0));
