import type { Session } from '@/live/session';
import { type AtlasLayout, atlasLayout, createAtlas } from '@/paint/atlas';
import type { Theme } from '@/paint/colour';
import { isSigned, reachOver, type ScaleOver } from '@/paint/scale';
import type { Frame } from '@/protocol/frames';
import { mapsOf, type NodeMaps, networkReach } from './reading';

/** What the pictures of a node are of: the maps of one image, or the units of a network over the plane. */
export type Source = 'maps' | 'units';

const UNITS_MOST = 256;
const UNITS_WIDEST = 32;

/** How the content of a node of this shape lies on its canvas; small cells in a strip for a vector of numbers. */
export function contentLayout(shape: readonly number[], source: Source, most?: number): AtlasLayout {
  const [first = 1, second = 1, third = 1] = shape;
  if (source === 'units') return atlasLayout(first, 32, 32);
  if (shape.length === 3) return atlasLayout(third, first, second, most === undefined ? {} : { most });
  const columns = Math.min(UNITS_WIDEST, Math.max(1, Math.ceil(2.5 * Math.sqrt(first))));
  return atlasLayout(first, 1, 1, { most: UNITS_MOST, columns: Math.min(columns, first) });
}

/** The layout of what a frame really holds: `(maps, rows, columns)` or `(units,)`. */
function layoutOf({ shape }: NodeMaps, source: Source, most: number | undefined): AtlasLayout {
  const [first = 1, rows = 1, columns = 1] = shape;
  if (source === 'units') return atlasLayout(first, rows, columns);
  return contentLayout(shape.length === 3 ? [rows, columns, first] : shape, source, most);
}

/** Reads the pictures of units, whose codes 0 to 254 lie symmetrically about zero, as maps. */
function unitsOf(frame: Frame | undefined, node: string, ends: { lo: Float32Array; hi: Float32Array }) {
  const tensor = frame?.tensors.get(node);
  const scale = frame?.tensors.get(`${node}:scale`)?.data;
  if (!(tensor?.data instanceof Uint8Array) || !(scale instanceof Float32Array)) return null;
  if (ends.lo.length !== scale.length) {
    ends.lo = new Float32Array(scale.length);
    ends.hi = new Float32Array(scale.length);
  }
  for (let unit = 0; unit < scale.length; unit++) {
    ends.lo[unit] = -(scale[unit] ?? 0);
    ends.hi[unit] = ((scale[unit] ?? 0) * 128) / 127;
  }
  return { codes: tensor.data, lo: ends.lo, hi: ends.hi, shape: tensor.shape };
}

export interface NodePainterOptions {
  readonly node: string;
  readonly source: Source;
  readonly theme: Theme;
  readonly over: ScaleOver;
  /** Maps shown at most. */
  readonly most?: number | undefined;
  /** Told after each painting: the largest value and whether there are values below zero. */
  readonly onScale: (reach: number, signed: boolean) => void;
}

/** Paints what a node makes of the image on its canvas, whenever a new frame came. Returns what ends it. */
export function paintNode(session: Session, canvas: HTMLCanvasElement, options: NodePainterOptions): () => void {
  const { node, source, theme, over, most, onScale } = options;
  const atlas = createAtlas(canvas);
  const ends = { lo: new Float32Array(0), hi: new Float32Array(0) };
  let layout: AtlasLayout | undefined;
  let shape: readonly number[] = [];
  const run = (): string => session.run.store.getState().run ?? '';
  const same = (other: readonly number[]): boolean =>
    other.length === shape.length && other.every((size, index) => size === shape[index]);

  return session.ticker.registerPainter({
    element: canvas,
    version: () => session.tensors.version(run(), source),
    paint() {
      const frame = session.tensors.get(run(), source);
      const maps = source === 'maps' ? mapsOf(frame, node) : unitsOf(frame, node, ends);
      if (!frame || !maps || maps.shape.length === 2) return;
      if (!layout || !same(maps.shape)) {
        layout = layoutOf(maps, source, most);
        shape = maps.shape;
      }
      const shared = source === 'maps' ? networkReach(frame) : reachOver(maps.lo, maps.hi);
      atlas.paint(layout, maps, { over, networkReach: shared, theme });
      onScale(over === 'network' ? shared : reachOver(maps.lo, maps.hi), isSigned(maps.lo));
    },
  });
}
