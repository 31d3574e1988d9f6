/**
 * Binary frames: tensors read in place. The layout is told in `glassnet/protocol/frames.py`.
 *
 * This is the only file that casts: what a header says is checked here, once, and trusted everywhere else.
 */

export type Dtype = 'uint8' | 'int32' | 'float32';
export type TensorData = Uint8Array | Int32Array | Float32Array;

/** A named array. `lo` and `hi` are the values of the lowest and the highest code of a quantised map. */
export interface Tensor {
  readonly key: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** A view into the message; no copy. */
  readonly data: TensorData;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** What a view of a run looked like at one step. */
export interface Frame {
  readonly run: string;
  readonly view: string;
  readonly placement: number;
  readonly step: number;
  readonly epoch: number;
  readonly made_ms: number;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Bytes that are no frame. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

interface Entry {
  key: string;
  dtype: string;
  shape: number[];
  offset: number;
  lo?: number | null;
  hi?: number | null;
}
type Header = Omit<Frame, 'tensors'> & { tensors: Entry[] };

const PREFIX_BYTES = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true });

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The codes of a quantised map, or undefined when the tensor holds numbers. */
export function codesOf(tensor: Tensor | undefined): Uint8Array | undefined {
  return tensor?.data instanceof Uint8Array ? tensor.data : undefined;
}

/** The numbers of a float32 tensor, or undefined when it holds something else. */
export function numbersOf(tensor: Tensor | undefined): Float32Array | undefined {
  return tensor?.data instanceof Float32Array ? tensor.data : undefined;
}

/**
 * All frames of one binary message; their tensors are views into `message`.
 *
 * @throws FrameError when the bytes are no frames.
 */
export function decodeFrames(message: ArrayBuffer): Frame[] {
  const sizes = new DataView(message);
  const frames: Frame[] = [];
  let at = 0;
  while (at < message.byteLength) {
    const left = message.byteLength - at;
    if (left < PREFIX_BYTES) throw new FrameError(`${left} bytes left at ${at}; a frame starts with ${PREFIX_BYTES}`);
    const headBytes = sizes.getUint32(at, true);
    const payloadBytes = sizes.getUint32(at + 4, true);
    const start = at + PREFIX_BYTES + headBytes;
    const end = start + payloadBytes;
    if (headBytes % 8 || payloadBytes % 8 || end > message.byteLength) {
      throw new FrameError(`a frame at ${at} says it ends at ${end}; the message has ${message.byteLength} bytes`);
    }
    const header = readHeader(new Uint8Array(message, at + PREFIX_BYTES, headBytes), at);
    const tensors = new Map<string, Tensor>();
    for (const entry of header.tensors) tensors.set(entry.key, readTensor(message, start, payloadBytes, entry));
    frames.push({ ...header, tensors });
    at = end;
  }
  return frames;
}

function readHeader(bytes: Uint8Array, at: number): Header {
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(utf8.decode(bytes)) as Partial<Header> | null;
  } catch {
    throw new FrameError(`the header of the frame at ${at} is no JSON`);
  }
  const whole =
    header !== null &&
    typeof header === 'object' &&
    typeof header.run === 'string' &&
    typeof header.view === 'string' &&
    isSize(header.placement) &&
    isSize(header.step) &&
    typeof header.epoch === 'number' &&
    typeof header.made_ms === 'number' &&
    typeof header.meta === 'object' &&
    header.meta !== null &&
    Array.isArray(header.tensors);
  if (!whole) throw new FrameError(`the header of the frame at ${at} lacks a field or has one of another type`);
  return header as Header;
}

function readTensor(message: ArrayBuffer, start: number, payloadBytes: number, entry: Entry | null): Tensor {
  if (typeof entry?.key !== 'string' || !Array.isArray(entry.shape) || !entry.shape.every(isSize)) {
    throw new FrameError('a tensor has no key or no shape');
  }
  const { key, dtype, shape, offset } = entry;
  if (dtype !== 'uint8' && dtype !== 'int32' && dtype !== 'float32') {
    throw new FrameError(`tensor '${key}' is ${dtype}; a frame carries uint8, int32, float32`);
  }
  const count = shape.reduce((product, n) => product * n, 1);
  const bytes = count * (dtype === 'uint8' ? 1 : 4);
  if (!isSize(offset) || offset % 8 || offset + bytes > payloadBytes) {
    throw new FrameError(`tensor '${key}' reaches outside its frame`);
  }
  const data =
    dtype === 'uint8'
      ? new Uint8Array(message, start + offset, count)
      : dtype === 'int32'
        ? new Int32Array(message, start + offset, count)
        : new Float32Array(message, start + offset, count);
  return { key, dtype, shape, data, lo: entry.lo ?? null, hi: entry.hi ?? null };
}
