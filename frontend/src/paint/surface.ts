import type { Tensor } from '../protocol/frames';
import { discrete, GROUND_STRENGTH, inks, type Theme, valueTable } from './colour';
import { drawFit, fitOf } from './fit_line';
import { createHeatMap } from './heatmap';
import { type AxisLook, drawAxes, type Plane, planeIn } from './plane';
import { drawPoints, type PartedPoints, type PointPen, type SurfaceKind } from './points';

export type { PartedPoints, PointSet, SurfaceKind } from './points';

/** What the big view shows. */
export interface SurfaceScene {
  /** The map, as the wire brought it: uint8 `(outputs, size, size)`; null before the first frame. */
  readonly map: Tensor | null;
  readonly kind: SurfaceKind;
  /** Points of the data set; a new object whenever they change. */
  readonly points: PartedPoints;
  /** What the labels of the points mean when the map shows a single unit. */
  readonly task: SurfaceKind;
  /** A sample to ring, in plane coordinates. */
  readonly ring: readonly [x: number, y: number] | null;
  /** Names and ticks of the axes, where they are not those of the plane itself; a new object whenever they change. */
  readonly look?: AxisLook | undefined;
  /** Whether the map is of a network that is told x alone, and the height of the points is their value. */
  readonly curve?: boolean;
  /** Samples to mark, in plane coordinates. */
  readonly marks?: readonly (readonly [x: number, y: number])[];
}

export interface SurfaceOptions {
  readonly theme: Theme;
  /** Size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  readonly axes: boolean;
  /** Flat colours: the side of the decision instead of its certainty. */
  readonly flat: boolean;
}

/** The big view on one canvas. */
export interface Surface {
  paint(scene: SurfaceScene, options: SurfaceOptions): void;
  /** The point of the plane under a place on the canvas, in CSS pixels; null outside. */
  planeAt(x: number, y: number): [x: number, y: number] | null;
}

const FONT = '11px system-ui, sans-serif';
const POINT_RADIUS_PX = 3.2;

/** The value that has the strongest colour of a signed map; the data of a regression lie between -1 and 1. */
export function reachOf({ lo, hi }: Pick<Tensor, 'lo' | 'hi'>, kind: SurfaceKind): number {
  return Math.max(kind === 'regression' ? 1 : 0, Math.abs(lo ?? 0), Math.abs(hi ?? 1));
}

/** The lookup table for a map of one output: paler than the points, so that these stand out on their own side. */
export function tableOf(map: Pick<Tensor, 'lo' | 'hi'>, kind: SurfaceKind, theme: Theme): Uint32Array {
  // Codes of signed maps end at 254: a range one code wider puts their zero, 127, in the middle.
  if (kind === 'unit') return valueTable({ lo: -127, hi: 128, zero: 0, reach: 127 / GROUND_STRENGTH }, theme);
  const lo = map.lo ?? 0;
  const hi = map.hi ?? 1;
  if (kind === 'regression') {
    // A surface that stays smaller than the data is drawn paler, on the scale of the points.
    const reach = reachOf(map, kind) / GROUND_STRENGTH;
    return valueTable({ lo, hi: lo + ((hi - lo) * 255) / 254, zero: 0, reach }, theme);
  }
  return valueTable({ lo, hi, zero: 0.5, reach: 0.5 / GROUND_STRENGTH }, theme);
}

/** Draws the ring around a sample: dark and light, so that it shows on every ground. */
export function drawRing(pen: PointPen, x: number, y: number, theme: Theme, radius = 3 * POINT_RADIUS_PX): void {
  const { ink, ground } = inks(theme);
  for (const [colour, width] of [
    [ground, 5],
    [ink, 2],
  ] as const) {
    pen.beginPath();
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }
}

/** Paints surface, axes and points on `canvas`. Points and axes are kept as a picture until they change. */
export function createSurface(canvas: HTMLCanvasElement): Surface {
  const context = canvas.getContext('2d');
  const tiny = canvas.ownerDocument.createElement('canvas');
  const overlay = canvas.ownerDocument.createElement('canvas');
  const above = overlay.getContext('2d');
  const heat = createHeatMap(tiny);
  let plane: Plane = planeIn(1, 1, false);
  let drawn: { scene: SurfaceScene; options: SurfaceOptions } | undefined;

  function resize({ width, height, ratio, axes }: SurfaceOptions, named: boolean): void {
    plane = planeIn(width, height, axes, named);
    for (const each of [canvas, overlay]) {
      if (each.width !== Math.round(width * ratio)) each.width = Math.round(width * ratio);
      if (each.height !== Math.round(height * ratio)) each.height = Math.round(height * ratio);
    }
  }

  function drawMap(scene: SurfaceScene, { theme, flat }: SurfaceOptions): void {
    const map = scene.map;
    const size = map?.shape.at(-1) ?? 0;
    if (!context || !(map?.data instanceof Uint8Array) || size === 0) return;
    const outputs = map.shape[0] ?? 1;
    if (scene.kind === 'multiclass' && outputs > 1) {
      heat.classes(map.data, size, outputs, { theme, flat, strength: GROUND_STRENGTH });
    } else {
      const shades = tableOf(map, scene.kind, theme);
      heat.codes(map.data, 0, size, flat ? discrete(shades) : shades);
    }
    context.imageSmoothingEnabled = !flat;
    context.drawImage(tiny, plane.left, plane.top, plane.side, plane.side);
  }

  function drawOverlay(scene: SurfaceScene, options: SurfaceOptions): void {
    if (!above || (drawn && sameOverlay(drawn.scene, scene, drawn.options, options))) return;
    drawn = { scene, options };
    const { theme, ratio, axes } = options;
    above.setTransform(ratio, 0, 0, ratio, 0, 0);
    above.clearRect(0, 0, options.width, options.height);
    const style = { task: scene.task, theme, radius: POINT_RADIUS_PX };
    for (const part of ['test', 'validation', 'train'] as const) {
      const points = scene.points[part];
      if (points) drawPoints(above, points, part, plane, style);
    }
    if (axes) drawAxes(above, plane, inks(theme), FONT, scene.look);
  }

  return {
    paint(scene, options) {
      if (!context) return;
      resize(options, scene.look !== undefined);
      context.setTransform(options.ratio, 0, 0, options.ratio, 0, 0);
      context.clearRect(0, 0, options.width, options.height);
      drawMap(scene, options);
      drawOverlay(scene, options);
      context.drawImage(overlay, 0, 0, options.width, options.height);
      if (scene.curve && scene.map) drawFit(context, plane, fitOf(scene.map), options.theme);
      for (const [x, y] of scene.marks ?? []) {
        drawRing(context, plane.px(x), plane.py(y), options.theme, 2 * POINT_RADIUS_PX);
      }
      if (scene.ring) drawRing(context, plane.px(scene.ring[0]), plane.py(scene.ring[1]), options.theme);
    },
    planeAt: (x, y) => plane.at(x, y),
  };
}

/** Whether points and axes look the same in both. */
function sameOverlay(a: SurfaceScene, b: SurfaceScene, before: SurfaceOptions, now: SurfaceOptions): boolean {
  return (
    a.points === b.points &&
    a.task === b.task &&
    a.look === b.look &&
    before.theme === now.theme &&
    before.width === now.width &&
    before.height === now.height &&
    before.ratio === now.ratio &&
    before.axes === now.axes
  );
}
