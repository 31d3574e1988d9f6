import { CloudDownload, ImageUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { createMaskedPicture } from '@/paint/masked_picture';
import { fillPicture } from '@/paint/picture';
import { mosaic } from './mosaic';
import { mostForeground } from './shares';
import { usePreview } from './use_preview';

interface SetThumbProps {
  kind: string;
  fields: Record<string, string | number>;
  /** Whether there is anything to look at; if not, what has to happen first. */
  needs: '' | 'download' | 'upload';
}

const SIDE = 2;

/** A set of images in little: four of them, or one beside its mask. */
export function SetThumb({ kind, fields, needs }: SetThumbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const preview = usePreview(needs === '' ? kind : null, fields, SIDE * SIDE);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !canvas.current || !preview) return;
    if (preview.masks) {
      const { bytes, height, width, channels, masks } = preview;
      const at = mostForeground(masks, height * width, preview.count);
      const mask = { bytes: masks, offset: at * height * width };
      createMaskedPicture(canvas.current, true)({ ...preview, offset: at * height * width * channels, bytes, mask });
      return;
    }
    const { bytes, height, width, channels } = mosaic(preview, SIDE);
    canvas.current.width = width;
    canvas.current.height = height;
    const image = context.createImageData(width, height);
    fillPicture(new Uint32Array(image.data.buffer), bytes, 0, channels);
    context.putImageData(image, 0, 0);
  }, [preview]);
  if (needs === '')
    return (
      <canvas
        ref={canvas}
        className="set-thumb"
        data-pair={preview?.masks !== undefined || undefined}
        width={1}
        height={1}
        aria-hidden
      />
    );
  return (
    <span className="set-thumb set-thumb-absent" aria-hidden>
      {needs === 'download' ? <CloudDownload size={18} /> : <ImageUp size={18} />}
    </span>
  );
}
