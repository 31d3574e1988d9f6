import type { Frame, Tensor, TensorData } from '@/protocol/frames';

/** A frame for tests, with a tensor for every entry of `data`. */
export function frame(
  view: string,
  given: { run?: string; placement?: number; data?: Record<string, TensorData> } = {},
): Frame {
  const { run = 'r', placement = 1, data = {} } = given;
  const tensors = new Map<string, Tensor>();
  for (const [key, values] of Object.entries(data)) {
    const dtype = values instanceof Uint8Array ? 'uint8' : values instanceof Int32Array ? 'int32' : 'float32';
    tensors.set(key, { key, dtype, shape: [values.length], data: values, lo: null, hi: null });
  }
  return { run, view, placement, step: 1, epoch: 0, made_ms: 0, meta: {}, tensors };
}
