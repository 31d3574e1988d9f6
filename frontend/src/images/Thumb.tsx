import { useEffect, useRef } from 'react';
import { createPicture } from '@/paint/picture';
import type { Images } from './reading';

/** One image out of many, in its own pixels; what it shows is told by whoever shows it. */
export function Thumb({ images, index }: { images: Images; index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { bytes, height, width, channels } = images;
  useEffect(() => {
    if (!canvas.current) return;
    createPicture(canvas.current).paint(bytes, index * height * width * channels, height, width, channels);
  }, [bytes, height, width, channels, index]);
  return <canvas ref={canvas} className="thumb" aria-hidden />;
}
