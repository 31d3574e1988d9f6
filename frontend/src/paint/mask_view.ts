import { css, type Theme } from './colour';
import { drawOutline, outlineOf } from './mask_outline';
import { fillScene, overImage } from './mask_pixels';
import { type MaskLook, type MaskMode, type MaskScene, predictedMask } from './mask_scene';
import { mix, type Rgb } from './oklab';

export interface MaskViewOptions {
  readonly theme: Theme;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Width of outlines in CSS pixels. */
  readonly line: number;
}

/** An image with its masks on a canvas that CSS has given a size. */
export interface MaskView {
  paint(scene: MaskScene, look: MaskLook, options: MaskViewOptions): void;
  /** What the network says of every pixel of the image that was painted last; null before it has answered. */
  predicted(): Uint8Array | null;
}

const HALO = 'rgb(0 0 0 / 60%)';
const NEUTRAL: Rgb = [205, 205, 205];

/**
 * The lines of a class: solid in its colour for the truth, dashed and paler for the prediction. Where colours tell of errors,
 * lines have none, so that nobody takes a class for one.
 */
export function outlineStyles(number: number, line: number, mode: MaskMode) {
  const colour = mode === 'errors' ? NEUTRAL : overImage(number);
  return {
    truth: { colour: css(colour), width: line, dash: [], halo: HALO },
    prediction: {
      colour: css(mix(colour, [255, 255, 255], 0.6)),
      width: line,
      dash: [2.6 * line, 2 * line],
      halo: HALO,
    },
  } as const;
}

/** Shows images with masks on `canvas`. */
export function createMaskView(canvas: HTMLCanvasElement): MaskView {
  const context = canvas.getContext('2d');
  const small = canvas.ownerDocument.createElement('canvas');
  const below = small.getContext('2d');
  let data: ImageData | undefined;
  let pixels = new Uint32Array(0);
  let mask = new Uint8Array(0);
  let answered = false;

  function resize({ height, width }: MaskScene, ratio: number): void {
    if (below && (data?.width !== width || data.height !== height)) {
      small.width = width;
      small.height = height;
      data = below.createImageData(width, height);
      pixels = new Uint32Array(data.data.buffer);
      mask = new Uint8Array(width * height);
    }
    const across = Math.max(1, Math.round((canvas.clientWidth || width) * ratio));
    const down = Math.max(1, Math.round((across * height) / width));
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
  }

  function drawLines(scene: MaskScene, look: MaskLook, line: number): void {
    const { height, width, classes, truth } = scene;
    if (!context || !look.contour) return;
    const scale = [canvas.width / width, canvas.height / height] as const;
    context.lineJoin = 'round';
    const lines = { truth: look.truth && truth, prediction: look.prediction && answered && { bytes: mask, at: 0 } };
    for (const which of ['truth', 'prediction'] as const) {
      const source = lines[which];
      if (!source) continue;
      for (let number = 1; number < classes; number++) {
        const outline = outlineOf(source.bytes, source.at, height, width, number);
        drawOutline(context, outline, scale, outlineStyles(number, line, look.mode)[which]);
      }
    }
  }

  return {
    paint(scene, look, { theme, ratio, line }) {
      if (!context || !below || scene.width < 1 || scene.height < 1) return;
      resize(scene, ratio);
      if (!data) return;
      answered = predictedMask(scene, look.threshold, mask);
      fillScene(pixels, scene, look, answered ? mask : null, theme);
      below.putImageData(data, 0, 0);
      context.imageSmoothingEnabled = false;
      context.drawImage(small, 0, 0, canvas.width, canvas.height);
      drawLines(scene, look, line * ratio);
    },
    predicted: () => (answered ? mask : null),
  };
}
