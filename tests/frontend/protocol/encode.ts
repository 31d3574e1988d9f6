/** Frames as Python writes them, for tests that need one. What is wrong on purpose is encoded as it is. */

export interface FrameParts {
  run: string | null;
  view: string;
  placement: number;
  step: number;
  epoch: number;
  made_ms: number;
  meta: Record<string, unknown>;
  tensors: {
    key: string;
    dtype: string;
    shape: number[];
    lo: number | null;
    hi: number | null;
    values: (number | string)[];
  }[];
}

const padded = (size: number): number => (size + 7) & ~7;

function payloadOf(dtype: string, values: (number | string)[]): Uint8Array {
  const numbers = values.map(Number);
  if (dtype === 'uint8') return Uint8Array.from(numbers);
  return new Uint8Array((dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers)).buffer);
}

function frameOf({ tensors, ...header }: FrameParts): number[] {
  const payload: number[] = [];
  const entries = tensors.map(({ values, ...entry }) => {
    const offset = payload.length;
    const bytes = payloadOf(entry.dtype, values);
    payload.push(...bytes, ...new Uint8Array(padded(bytes.length) - bytes.length));
    return { ...entry, offset };
  });
  const head = [...new TextEncoder().encode(JSON.stringify({ ...header, tensors: entries }))];
  while (head.length % 8) head.push(0x20);
  return [...new Uint8Array(Uint32Array.of(head.length, payload.length).buffer), ...head, ...payload];
}

/** One binary message. */
export function bytesOf(frames: FrameParts[]): ArrayBuffer {
  return Uint8Array.from(frames.flatMap(frameOf)).buffer;
}
