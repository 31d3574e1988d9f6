import type { Locator } from '@playwright/test';
import type { RunRecord } from '../../frontend/src/protocol/names';
import { expect, type Glass, PATIENCE } from './glass';
import { npz } from './npz';
import { pictureOf } from './pixels';

const [CASES, SLICES, SIDE] = [10, 6, 64];

/** Numbers in [0, 1) that are the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A file as that of the lecture: slices of hearts with the left ventricle as mask, the slices of each case one after
 * the other, the kinds of the cases and the size of their voxels. Here a ventricle is a bright disc.
 */
export function lectureFile(): Buffer {
  const next = chance(4);
  const count = CASES * SLICES;
  const images = new Uint16Array(count * SIDE * SIDE);
  const segs = new Int32Array(count * SIDE * SIDE);
  for (let slice = 0; slice < count; slice += 1) {
    const [x, y, radius] = [22 + 20 * next(), 22 + 20 * next(), 6 + 5 * next()];
    for (let row = 0; row < SIDE; row += 1) {
      for (let column = 0; column < SIDE; column += 1) {
        const inside = Math.hypot(column - x, row - y) <= radius;
        const at = (slice * SIDE + row) * SIDE + column;
        images[at] = 200 + 4 * row + 250 * next() + (inside ? 900 : 0);
        segs[at] = Number(inside);
      }
    }
  }
  const ends = Int32Array.from({ length: 2 * CASES }, (_, k) => SLICES * Math.floor((k + 1) / 2));
  return npz({
    images: { shape: [count, SIDE, SIDE], values: images },
    segs: { shape: [count, SIDE, SIDE], values: segs },
    caseIndices: { shape: [CASES, 2], values: ends },
    caseCat: { shape: [CASES], values: Int32Array.from({ length: CASES }, (_, k) => k % 3) },
    caseVoxelSize: {
      shape: [CASES, 3],
      values: Float32Array.from({ length: 3 * CASES }, (_, k) => (k % 3 < 2 ? 1.4 : 8)),
    },
  });
}

/** Small images of cells, and a network of three convolutions that finds them. */
export const CELLS = {
  network: {
    nodes: [
      { kind: 'input', id: 'in' },
      { kind: 'conv2d', id: 'conv1', filters: 8, activation: 'relu' },
      { kind: 'conv2d', id: 'conv2', filters: 8, activation: 'relu' },
      { kind: 'conv2d', id: 'out', filters: 2, activation: 'softmax' },
    ],
    edges: [
      ['in', 'conv1'],
      ['conv1', 'conv2'],
      ['conv2', 'out'],
    ],
  },
  data: {
    ...{ kind: 'cells', samples: 60, size: 32, noise: 0.1, validation_fraction: 0.2, test_fraction: 0.2, seed: 0 },
    augment: [{ kind: 'flip', horizontal: 1, vertical: 0 }],
  },
  training: {
    loss: { kind: 'dice_cross_entropy' },
    optimiser: { kind: 'adam', learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    batch_size: 12,
    updates_per_s: null,
  },
};

/** The output of a network that says a class for each pixel, on the page under test. */
export class Masks {
  constructor(private readonly glass: Glass) {}

  show = (tab: 'Masks' | 'One' | 'Regions'): Promise<void> =>
    this.glass.page.getByRole('radio', { name: tab, exact: true }).click();
  part = (name: string): Locator => this.glass.page.getByRole('radio', { name, exact: true });
  /** The pictures of the images that are shown together. */
  tiles = (): Locator => this.glass.page.locator('.mask-grid .mask-item');
  viewer = (): Locator => this.glass.page.getByRole('application', { name: /with its masks$/ });
  picture = (): Locator => this.viewer().locator('canvas');
  dice = (): Locator => this.glass.page.locator('.mask-dice');

  /** Reads something of a run that rests, once it stays as it is. */
  async still<T>(read: () => Promise<T>): Promise<T> {
    let before = await read();
    await expect(async () => {
      const now = await read();
      const same = JSON.stringify(now) === JSON.stringify(before);
      before = now;
      expect(same).toBe(true);
    }).toPass({ ...PATIENCE, intervals: [500] });
    return before;
  }

  /** What stands for the picture of the chosen image as it is now. */
  print = async (): Promise<number> => (await pictureOf(this.picture())).print;

  /** The Dice of each image that is shown, as it stands below it. */
  async dices(): Promise<number[]> {
    const said = await this.glass.page.locator('.mask-grid .mask-said').allInnerTexts();
    return said.map((text) => Number(/Dice ([\d.]+)$/.exec(text)?.[1] ?? Number.NaN));
  }

  /** Draws over the image, between places given as parts of its width and height. */
  async paint(places: readonly (readonly [number, number])[]): Promise<void> {
    await this.viewer().scrollIntoViewIfNeeded();
    const box = await this.picture().boundingBox();
    if (!box) throw new Error('no picture');
    const { mouse } = this.glass.page;
    for (const [number, [x, y]] of places.entries()) {
      await mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
      if (number === 0) await mouse.down();
    }
    await mouse.up();
  }
}

/** The Dice of a part in what the server says of a run. */
export const diceIn = ({ metrics }: RunRecord, part: 'train' | 'validation' | 'test' = 'test'): number =>
  metrics[part]?.dice ?? 0;
