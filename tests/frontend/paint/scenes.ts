import { type MaskLook, type MaskScene, WHOLE_WINDOW } from '@/paint/mask_scene';

export const LOOK: MaskLook = {
  ...{ mode: 'overlay', shown: 1, truth: true, prediction: true, contour: true, opacity: 0.5, threshold: 0.5 },
  ...WHOLE_WINDOW,
};

/** A scene of one row of grey pixels. `probability` holds, for each pixel, that of every class in codes. */
export function scene(given: {
  image: number[];
  truth?: number[] | null;
  probability?: number[][] | null;
  loss?: number[] | null;
}): MaskScene {
  const { image, truth = null, probability = null, loss = null } = given;
  const slice = (numbers: number[]) => ({ bytes: Uint8Array.from([9, ...numbers]), at: 1 });
  return {
    ...{ height: 1, width: image.length, channels: 1, classes: probability?.[0]?.length ?? 2 },
    image: slice(image),
    truth: truth && slice(truth),
    probabilities: probability && slice(probability.flat()),
    loss: loss && { ...slice(loss), lo: 0, hi: 2.55 },
  };
}
