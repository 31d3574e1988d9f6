import type { AtlasLayout } from '@/paint/atlas';
import { atlasLayout } from '@/paint/atlas';
import { type Frame, numbersOf } from '@/protocol/frames';

/** The kernels of a convolution: float32 `(rows, columns, inputs, filters)`; a 1-D one has one row. */
export interface KernelNumbers {
  readonly weight: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly inputs: number;
  readonly filters: number;
  /** The largest absolute answer of each filter; a filter at 0 is dead. */
  readonly activity: Float32Array | null;
}

/** The kernels in a frame of the view `kernels:<node>`; null when the node has none. */
export function kernelsIn(frame: Frame | undefined, node: string): KernelNumbers | null {
  const tensor = frame?.tensors.get(`${node}.weight`);
  const weight = numbersOf(tensor);
  const activity = numbersOf(frame?.tensors.get('activity')) ?? null;
  if (!tensor || !weight) return null;
  const shape = tensor.shape.length === 3 ? [1, ...tensor.shape] : tensor.shape;
  const [rows = 0, columns = 0, inputs = 0, filters = 0] = shape;
  return shape.length === 4 ? { weight, rows, columns, inputs, filters, activity } : null;
}

/** The number of a kernel at a row and a column. */
export function kernelAt(kernels: KernelNumbers, filter: number, input: number, row: number, column: number): number {
  const { weight, columns, inputs, filters } = kernels;
  return weight[((row * columns + column) * inputs + input) * filters + filter] ?? Number.NaN;
}

/** The filters that answered 0 to every image looked at, counted from 0. */
export function deadFilters({ activity, filters }: KernelNumbers): number[] {
  if (!activity) return [];
  return Array.from({ length: filters }, (_, filter) => filter).filter((filter) => activity[filter] === 0);
}

/** Which filters are dead, in a sentence; empty when none is. */
export function deadTelling(dead: readonly number[], filters: number): string {
  if (dead.length === 0) return '';
  const [first = 0] = dead;
  const said = dead.length > 8 ? '' : ` (${dead.map((filter) => filter + 1).join(', ')})`;
  const who =
    dead.length === 1
      ? `Filter ${first + 1} is dead: it answers`
      : `${dead.length} of ${filters} filters are dead${said}: they answer`;
  return `${who} 0 to every image, so no gradient reaches ${dead.length === 1 ? 'it' : 'them'}. A lower learning rate or leaky ReLU prevents that.`;
}

const MOST_INPUTS = 32;
/** Kernels have strong colours up to their edges: a thin gap would be lost between them. */
const KERNEL_GAP = 3;

/** Kernels as maps: one row per filter and one column per input; with a single input, filters side by side. */
export interface KernelSheet {
  readonly layout: AtlasLayout;
  readonly inputs: number;
  /** The filter and the input of a map of the sheet. */
  at(map: number): { filter: number; input: number };
  /** The map of a filter and an input. */
  of(filter: number, input: number): number;
}

/** Lays the kernels out. */
export function kernelSheet({
  rows,
  columns,
  inputs,
  filters,
}: Omit<KernelNumbers, 'weight' | 'activity'>): KernelSheet {
  const shown = Math.min(inputs, MOST_INPUTS);
  const options = { most: Number.POSITIVE_INFINITY, gap: KERNEL_GAP };
  return {
    layout:
      shown === 1
        ? atlasLayout(filters, rows, columns, options)
        : atlasLayout(filters * shown, rows, columns, { ...options, columns: shown }),
    inputs: shown,
    at: (map) => ({ filter: Math.floor(map / shown), input: map % shown }),
    of: (filter, input) => filter * shown + input,
  };
}

/** Codes and ends of all kernels of a sheet, made once per size and filled anew with every frame. */
export interface KernelCodes {
  codes: Uint8Array;
  lo: Float32Array;
  hi: Float32Array;
}

/** Room for the codes of a sheet. */
export function kernelRoom({ layout }: KernelSheet): KernelCodes {
  const { maps, mapRows, mapColumns } = layout;
  return {
    codes: new Uint8Array(maps * mapRows * mapColumns),
    lo: new Float32Array(maps),
    hi: new Float32Array(maps),
  };
}

/** Writes kernels as codes: each map symmetrically about zero, up to its own largest number. */
export function fillKernels(room: KernelCodes, kernels: KernelNumbers, { layout, at }: KernelSheet): void {
  const { rows, columns, inputs, filters, weight } = kernels;
  let into = 0;
  for (let map = 0; map < layout.maps; map++) {
    const { filter, input } = at(map);
    let reach = 0;
    for (let cell = 0; cell < rows * columns; cell++)
      reach = Math.max(reach, Math.abs(weight[(cell * inputs + input) * filters + filter] ?? 0));
    room.lo[map] = -reach;
    room.hi[map] = reach;
    for (let cell = 0; cell < rows * columns; cell++) {
      const value = weight[(cell * inputs + input) * filters + filter] ?? 0;
      room.codes[into++] = reach === 0 ? 128 : Math.round(127.5 + (127.5 * value) / reach);
    }
  }
}
