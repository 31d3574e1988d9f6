import { describe, expect, it } from 'vitest';
import { masksIn, regionsIn, volumesIn } from '@/masks/reading';
import { frameOf } from './frames';

const META = { classes: ['background', 'cell'], total: 24 };

/** Two images of one row of three pixels. */
const masks = (truth = true) =>
  frameOf('masks', META, {
    images: [[2, 1, 3, 1], Uint8Array.of(1, 2, 3, 4, 5, 6)],
    ...(truth ? { truth: [[2, 1, 3], Uint8Array.of(0, 0, 1, 1, 1, 0)] } : {}),
    probabilities: [[2, 1, 3, 2], Uint8Array.of(255, 0, 200, 55, 0, 255, 0, 255, 9, 246, 255, 0)],
    ...(truth ? { loss: [[2, 1, 3], new Uint8Array(6), 0.5, 2] } : {}),
    index: [[2], Int32Array.of(5, 3)],
    source: [[2], Int32Array.of(17, 40)],
  });

describe('masksIn', () => {
  it('cuts a frame into its images', () => {
    const set = masksIn(masks());
    expect(set).toMatchObject({ count: 2, height: 1, width: 3, classes: 2, total: 24, names: META.classes });
    expect(Array.from(set?.index ?? [])).toEqual([5, 3]);
    expect(set?.scenes.map(({ image, truth, probabilities }) => [image.at, truth?.at, probabilities?.at])).toEqual([
      [0, 0, 0],
      [3, 3, 6],
    ]);
    expect(set?.scenes[1]?.loss).toMatchObject({ at: 3, lo: 0.5, hi: 2 });
  });

  it('knows of images of one’s own that nobody said what is true of them', () => {
    const [scene] = masksIn(masks(false))?.scenes ?? [];
    expect([scene?.truth, scene?.loss]).toEqual([null, null]);
  });

  it('reads a frame once', () => {
    const frame = masks();
    expect(masksIn(frame)).toBe(masksIn(frame));
  });

  it('holds nothing before the first frame, and no images where there are none', () => {
    expect(masksIn(undefined)).toBeNull();
    const none = {
      images: [[0, 1, 3, 1], new Uint8Array(0)],
      probabilities: [[0, 1, 3, 2], new Uint8Array(0)],
    } as const;
    const empty = frameOf(
      'masks',
      { ...META, total: 0 },
      {
        images: [[...none.images[0]], none.images[1]],
        probabilities: [[...none.probabilities[0]], none.probabilities[1]],
      },
    );
    expect(masksIn(empty)).toMatchObject({ scenes: [], total: 0 });
  });
});

describe('regionsIn', () => {
  const three = (...numbers: number[]): readonly [number[], Float32Array] => [[3], Float32Array.from(numbers)];
  const classes = ['background', 'pool', 'wall'];
  const data = { dice: three(0.99, 0.5, Number.NaN), iou: three(0.98, 0.25, 0), share: three(0.9, 0.08, 0.02) };

  it('names every class, and says NaN where nothing is known', () => {
    const table = regionsIn(frameOf('regions', { classes, unit: 'mm', images: 12 }, data));
    expect(table).toMatchObject({ images: 12, unit: 'mm', distances: false });
    expect(table?.regions[1]).toMatchObject({ number: 1, name: 'pool', dice: 0.5, iou: 0.25, hausdorff: Number.NaN });
    expect(table?.regions[2]?.dice).toBeNaN();
  });

  it('has distances when the run rests', () => {
    const table = regionsIn(frameOf('regions', { classes }, { ...data, hausdorff: three(1, 2, 3) }));
    expect(table?.distances).toBe(true);
    expect(table?.regions.map(({ hausdorff }) => hausdorff)).toEqual([1, 2, 3]);
  });
});

describe('volumesIn', () => {
  // Two groups; truth and prediction; diastole and systole; two classes.
  const volumes = Float32Array.of(0, 120, 0, 48, 0, 100, 0, 50, 0, 0, 0, 0, 0, 80, 0, 20);
  const frame = frameOf('regions', {}, { volumes: [[2, 2, 2, 2], volumes], group: [[2], Int32Array.of(7, 9)] });

  it('works out how much of the blood leaves', () => {
    const [first] = volumesIn(frame, 1);
    expect(first?.group).toBe(7);
    expect(first?.truth).toMatchObject({ diastole: 120, systole: 48, ejected: 0.6 });
    expect(first?.predicted).toMatchObject({ diastole: 100, systole: 50, ejected: 0.5 });
  });

  it('divides by no volume', () => {
    expect(volumesIn(frame, 1)[1]?.truth.ejected).toBeNaN();
  });

  it('has none where sizes are not known', () => {
    expect(volumesIn(frameOf('regions', {}, {}), 1)).toEqual([]);
  });
});
