import type { Frame, Tensor, TensorData } from '@/protocol/frames';

type Given = readonly [shape: number[], data: TensorData, lo?: number, hi?: number];

/** A frame with tensors of given shapes. */
export function frameOf(view: string, meta: Record<string, unknown>, data: Record<string, Given>): Frame {
  const tensors = new Map<string, Tensor>();
  for (const [key, [shape, values, lo = null, hi = null]] of Object.entries(data)) {
    const dtype = values instanceof Uint8Array ? 'uint8' : values instanceof Int32Array ? 'int32' : 'float32';
    tensors.set(key, { key, dtype, shape, data: values, lo, hi });
  }
  return { run: 'r', view, placement: 1, step: 1, epoch: 0, made_ms: 0, meta, tensors };
}
