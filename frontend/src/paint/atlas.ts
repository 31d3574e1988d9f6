import type { Theme } from './colour';
import { type Coded, fillScale, isSigned, reachOver, type ScaleOver } from './scale';

/** How maps lie side by side on one picture, in its pixels. */
export interface AtlasLayout {
  readonly maps: number;
  readonly shown: number;
  readonly columns: number;
  readonly rows: number;
  /** Rows and columns of one map, in codes. */
  readonly mapRows: number;
  readonly mapColumns: number;
  /** Pixels along one side of a code; small maps are enlarged, so that the gap between maps stays thin. */
  readonly zoom: number;
  readonly gap: number;
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  /** Maps at most; what is left over is told as "+n more". */
  readonly most?: number;
  /** Columns; without it the grid is as square as leaves few cells empty. */
  readonly columns?: number;
  /** Pixels between maps. */
  readonly gap?: number;
}

const MOST = 64;
const WIDEST = 8;
/** A map has at least this many pixels along its longer side. */
const LEAST_SIDE = 16;
/** A grid may be this many times wider than high: one row of three still reads as one picture. */
const ASPECT = 3;

/** The number of columns that leaves the fewest cells empty; among equals the squarest grid. */
export function columnsFor(maps: number): number {
  const square = Math.ceil(Math.sqrt(maps));
  let best = Math.max(1, Math.min(WIDEST, square));
  let empty = best * Math.ceil(maps / best) - maps;
  for (let columns = square + 1; columns <= WIDEST; columns++) {
    const rows = Math.ceil(maps / columns);
    if (columns > ASPECT * rows) break;
    if (columns * rows - maps < empty) {
      best = columns;
      empty = columns * rows - maps;
    }
  }
  return best;
}

/** Lays out `maps` maps of `mapRows` × `mapColumns` codes. */
export function atlasLayout(
  maps: number,
  mapRows: number,
  mapColumns: number,
  { most = MOST, columns: wanted, gap = 1 }: LayoutOptions = {},
): AtlasLayout {
  const shown = Math.min(maps, most);
  const columns = wanted ?? columnsFor(shown);
  const rows = Math.ceil(shown / columns);
  const zoom = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(1, mapRows, mapColumns)));
  return {
    maps,
    shown,
    columns,
    rows,
    mapRows,
    mapColumns,
    zoom,
    gap,
    width: Math.max(1, columns * (mapColumns * zoom + gap) - gap),
    height: Math.max(1, rows * (mapRows * zoom + gap) - gap),
  };
}

/** Where a map lies on the picture, in percent of its width and height, for CSS. */
export function boxOf(
  { columns, mapRows, mapColumns, zoom, gap, width, height }: AtlasLayout,
  map: number,
): { left: string; top: string; width: string; height: string } {
  const across = (pixels: number): string => `${(100 * pixels) / width}%`;
  const down = (pixels: number): string => `${(100 * pixels) / height}%`;
  return {
    left: across((map % columns) * (mapColumns * zoom + gap)),
    top: down(Math.floor(map / columns) * (mapRows * zoom + gap)),
    width: across(mapColumns * zoom),
    height: down(mapRows * zoom),
  };
}

/** A place on a map. */
export interface AtlasPlace {
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

/** What lies at a place, given as parts of the picture's width and height (0 to 1); null in a gap and outside. */
export function placeAt(layout: AtlasLayout, x: number, y: number): AtlasPlace | null {
  const { columns, shown, mapRows, mapColumns, zoom, gap, width, height } = layout;
  const [px, py] = [Math.floor(x * width), Math.floor(y * height)];
  if (px < 0 || py < 0 || px >= width || py >= height) return null;
  const [pitchX, pitchY] = [mapColumns * zoom + gap, mapRows * zoom + gap];
  const map = Math.floor(py / pitchY) * columns + Math.floor(px / pitchX);
  const column = Math.floor((px % pitchX) / zoom);
  const row = Math.floor((py % pitchY) / zoom);
  return map >= shown || column >= mapColumns || row >= mapRows ? null : { map, row, column };
}

/** Writes one map into the pixels of the atlas, through a table of one colour per code. */
export function fillMap(
  pixels: Uint32Array,
  layout: AtlasLayout,
  index: number,
  codes: Uint8Array,
  table: Uint32Array,
): void {
  const { columns, mapRows, mapColumns, zoom, gap, width } = layout;
  const left = (index % columns) * (mapColumns * zoom + gap);
  const top = Math.floor(index / columns) * (mapRows * zoom + gap);
  let from = index * mapRows * mapColumns;
  for (let row = 0; row < mapRows; row++) {
    const line = (top + row * zoom) * width + left;
    let at = line;
    for (let column = 0; column < mapColumns; column++, from++) {
      const colour = table[codes[from] ?? 0] ?? 0;
      for (let i = 0; i < zoom; i++) pixels[at++] = colour;
    }
    for (let copy = 1; copy < zoom; copy++) pixels.copyWithin(line + copy * width, line, line + mapColumns * zoom);
  }
}

/** How maps are coloured. */
export interface AtlasStyle {
  readonly over: ScaleOver;
  /** The value of the strongest colour when the whole network shares one scale. */
  readonly networkReach: number;
  readonly theme: Theme;
  /** Whether signed colours are used, where the maps alone do not tell: those of one map of a signed layer. */
  readonly signed?: boolean;
}

/** What an atlas needs of its canvas. */
export interface AtlasCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): Pick<CanvasRenderingContext2D, 'createImageData' | 'putImageData'> | null;
}

/** Many maps on one canvas, one pixel or a few per code; CSS scales it up. */
export interface Atlas {
  paint(layout: AtlasLayout, maps: Coded, style: AtlasStyle): void;
}

/** Paints atlases on `canvas`; pixels and table are made once per size. */
export function createAtlas(canvas: AtlasCanvas): Atlas {
  const context = canvas.getContext('2d');
  const table = new Uint32Array(256);
  let image: ImageData | undefined;
  let pixels = new Uint32Array(0);

  return {
    paint(layout, { codes, lo, hi }, style) {
      const { over, networkReach, theme, signed = isSigned(lo) } = style;
      if (!context) return;
      const { width, height } = layout;
      if (image?.width !== width || image.height !== height || canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        image = context.createImageData(width, height);
        pixels = new Uint32Array(image.data.buffer);
      }
      const shared = over === 'network' ? networkReach : reachOver(lo, hi);
      for (let index = 0; index < layout.shown; index++) {
        const own = Math.min(index, lo.length - 1);
        const reach = over === 'unit' ? reachOver(lo, hi, own) : shared;
        fillScale(table, lo[own] ?? 0, hi[own] ?? 0, reach, signed, theme);
        fillMap(pixels, layout, index, codes, table);
      }
      context.putImageData(image, 0, 0);
    },
  };
}
