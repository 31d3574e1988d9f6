import type { Tensors } from '@/live/tensors';

/** The learned numbers of a run, as the newest frame has them. */
export interface Learned {
  weight(node: string, input: number, unit: number): number | undefined;
  bias(node: string, unit: number): number | undefined;
  weights(node: string): Float32Array | undefined;
}

export function learnedIn(tensors: Tensors, run: string | null): Learned {
  const numbers = (key: string) => (run === null ? undefined : tensors.numbers(run, 'weights', key));
  const shape = (key: string) => (run === null ? undefined : tensors.get(run, 'weights')?.tensors.get(key)?.shape);
  return {
    weights: (node) => numbers(`${node}.weight`),
    bias: (node, unit) => numbers(`${node}.bias`)?.[unit],
    weight(node, input, unit) {
      const units = shape(`${node}.weight`)?.[1] ?? 0;
      return unit < units ? numbers(`${node}.weight`)?.[input * units + unit] : undefined;
    },
  };
}
