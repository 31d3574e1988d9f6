/** How long a number set by hand stays on show: by then the network has answered with its own. */
const SETTLE_MS = 700;

/** Weights that a hand turns, shown before the network has answered. */
export interface HandTurned {
  /** Grows with every turn, and when the hand's numbers give way to the network's. */
  version(): number;
  turn(input: number, value: number): void;
  /** The weights with what the hand set a moment ago. */
  over(weights: Float32Array): Float32Array;
}

/** Nothing turned yet. */
export function createHandTurned(now_ms: () => number = () => performance.now()): HandTurned {
  const turns = new Map<number, { value: number; until: number }>();
  let count = 0;
  const forget = (): void => {
    for (const [input, { until }] of turns) {
      if (until > now_ms()) continue;
      turns.delete(input);
      count += 1;
    }
  };
  return {
    version() {
      forget();
      return count;
    },
    turn(input, value) {
      turns.set(input, { value, until: now_ms() + SETTLE_MS });
      count += 1;
    },
    over(weights) {
      forget();
      if (turns.size === 0) return weights;
      const shown = weights.slice();
      for (const [input, { value }] of turns) shown[input] = value;
      return shown;
    },
  };
}
