import { expect, it } from 'vitest';
import { drawLines } from '@/paint/lines';
import { fakePen } from './pen';

it('draws each channel around its own zero, on one scale', () => {
  const pen = fakePen();
  const maps = { codes: Uint8Array.of(0, 255, 0, 255), lo: Float32Array.of(-1, 0), hi: Float32Array.of(1, 2) };
  drawLines(pen, maps, { channels: 2, length: 2, width: 100, height: 40, inks: { ink: 'ink', line: 'line' } });
  expect(pen.strokes.map(({ colour, path }) => [colour, path])).toEqual([
    ['line', ['M 0 10', 'L 100 10']],
    ['ink', ['M 0 14.6', 'L 100 5.4']],
    ['line', ['M 0 30', 'L 100 30']],
    ['ink', ['M 0 30', 'L 100 20.8']],
  ]);
});
