import { ArrowLeft } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { unitEntry } from '@/editor/held';
import { HoldSwitch } from '@/inside/HoldSwitch';
import { type AtlasPlace, atlasLayout, boxOf, createAtlas, placeAt } from '@/paint/atlas';
import { short } from '@/paint/numbers';
import { codeValue, isSigned, reachOver } from '@/paint/scale';
import { IconButton } from '@/panels/IconButton';
import { useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { look, type MapRef } from '@/state/looking';
import { useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { Kernels } from './Kernels';
import { contentLayout } from './node_painter';
import { mapsOf, type NodeMaps, networkReach } from './reading';
import { ScaleBar } from './ScaleBar';

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const MOVES: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** The shape of what the newest frame has of a node, as text that stays the same while the shape does. */
function useShape(node: string): number[] {
  const { session } = useGlass();
  const text = useLatest({ kind: 'maps' }, () =>
    (mapsOf(session.tensors.get(session.run.store.getState().run ?? '', 'maps'), node)?.shape ?? []).join(' '),
  );
  return text === '' ? [] : text.split(' ').map(Number);
}

/** One map, large: its numbers under the pointer, its neighbours with the arrow keys, its kernels below. */
export function MapLens({ node, map }: MapRef) {
  const shape = useShape(node);
  const [count = 0, rows = 0, columns = 0] = shape;
  const read = useProject(({ spec }) => spec.network.edges.some(([from]) => from === node));
  const group = useRef<HTMLDivElement>(null);
  const [cell, setCell] = useState<AtlasPlace | null>(null);
  const close = (): void => look({ lens: null });
  // A network that was edited may have fewer maps.
  const shown = Math.min(map, Math.max(0, count - 1));
  useEffect(() => group.current?.focus(), []);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    const step = STEPS[event.key];
    if (!move || !step) return;
    event.preventDefault();
    if (!event.shiftKey) {
      look({ lens: { node, map: Math.max(0, Math.min(count - 1, shown + step)) } });
    } else if (shape.length === 3) {
      const row = Math.min(rows - 1, Math.max(0, (cell?.row ?? -1) + move[0]));
      const column = Math.min(columns - 1, Math.max(0, (cell?.column ?? -1) + move[1]));
      setCell({ map: 0, row: Math.max(0, row), column: Math.max(0, column) });
    }
  }
  const what = shape.length === 3 ? `map ${shown + 1} of ${count}` : `unit ${shown + 1} of ${count}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group with keys of its own, no fieldset
    <div ref={group} className="lens" role="group" tabIndex={-1} aria-label={`${node}, ${what}`} onKeyDown={onKeyDown}>
      <div className="lens-head">
        <IconButton label="Back" keys="Esc" onPress={close}>
          <ArrowLeft size={17} aria-hidden />
        </IconButton>
        <h3>
          {node} <span className="quiet number">{what}</span>
        </h3>
        {read && <HoldSwitch wide entry={unitEntry(node, shown)} what={what} />}
      </div>
      {count > 0 ? (
        <LensPicture {...{ node, map: shown, shape, cell }} onCell={setCell} />
      ) : (
        <p className="small quiet">Nothing came from this layer yet.</p>
      )}
      <p className="small quiet">
        ← → other {shape.length === 3 ? 'maps' : 'units'}
        {shape.length === 3 ? ' · Shift with arrows: a pixel' : ''} · Esc: back
      </p>
      {count > 0 && <Kernels node={node} map={shown} />}
    </div>
  );
}

interface LensPictureProps {
  node: string;
  map: number;
  shape: readonly number[];
  cell: AtlasPlace | null;
  onCell: (cell: AtlasPlace | null) => void;
}

/** The part of a node's maps that one map is. */
function oneOf(maps: NodeMaps, map: number): NodeMaps {
  const [, rows = 1, columns = 1] = maps.shape;
  const size = rows * columns;
  const own = Math.min(map, maps.lo.length - 1);
  return {
    codes: maps.codes.subarray(map * size, (map + 1) * size),
    lo: maps.lo.subarray(own, own + 1),
    hi: maps.hi.subarray(own, own + 1),
    shape: [1, rows, columns],
  };
}

function LensPicture({ node, map, shape, cell, onCell }: LensPictureProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const over = useScreen((state) => state.scaleOver);
  const canvas = useRef<HTMLCanvasElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const [, rows = 1, columns = 1] = shape;
  const flat = shape.length !== 3;
  const layout = flat ? contentLayout(shape, 'maps') : atlasLayout(1, rows, columns);
  const latest = useRef({ cell, map });
  latest.current = { cell, map };
  const ends = useLatest({ kind: 'maps' }, () => {
    const frame = session.tensors.get(session.run.store.getState().run ?? '', 'maps');
    const maps = mapsOf(frame, node);
    if (!frame || !maps) return '0 0 0';
    const own = flat ? maps : oneOf(maps, map);
    const reach =
      over === 'network'
        ? networkReach(frame)
        : over === 'layer'
          ? reachOver(maps.lo, maps.hi)
          : reachOver(own.lo, own.hi);
    return `${reach} ${own.lo[0] ?? 0} ${own.hi[0] ?? 0} ${isSigned(maps.lo) ? 'signed' : ''}`;
  });
  const [reach = 0, lo = 0, hi = 0] = ends.split(' ').map(Number);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const atlas = createAtlas(element);
    const run = (): string => session.run.store.getState().run ?? '';
    let seen: unknown;
    let changes = 0;
    return session.ticker.registerPainter({
      element,
      version() {
        const { cell: now } = latest.current;
        if (now !== seen) changes += 1;
        seen = now;
        return session.tensors.version(run(), 'maps') + changes / 1e6;
      },
      paint() {
        const frame = session.tensors.get(run(), 'maps');
        const maps = mapsOf(frame, node);
        if (!frame || !maps || maps.shape.length !== shape.length) return;
        const whole = over === 'layer' ? reachOver(maps.lo, maps.hi) : networkReach(frame);
        const own = flat ? maps : oneOf(maps, map);
        // One map has no layer of its own: it is shown on the scale of the layer that it belongs to.
        const style = { over: over === 'unit' ? over : 'network', networkReach: whole, theme } as const;
        const now = flat ? contentLayout(maps.shape, 'maps') : atlasLayout(1, maps.shape[1] ?? 1, maps.shape[2] ?? 1);
        atlas.paint(now, own, { ...style, signed: isSigned(maps.lo) });
        const at = latest.current.cell;
        const from = flat ? (at?.map ?? map) : at ? at.row * (maps.shape[2] ?? 1) + at.column : -1;
        const value = codeValue(own.codes[from] ?? 0, own.lo[0] ?? 0, own.hi[0] ?? 0);
        if (!readout.current) return;
        if (from < 0) readout.current.textContent = `from ${short(own.lo[0] ?? 0)} to ${short(own.hi[0] ?? 0)}`;
        else if (flat) readout.current.textContent = `unit ${from + 1}: ${short(value)}`;
        else
          readout.current.textContent = `row ${(at?.row ?? 0) + 1}, column ${(at?.column ?? 0) + 1}: ${short(value)}`;
      },
    });
  }, [session, node, map, theme, over, flat, shape.length]);

  function onPointer(event: PointerEvent<HTMLCanvasElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    onCell(placeAt(layout, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
  }
  const pixel = cell && {
    left: `${(100 * cell.column) / columns}%`,
    top: `${(100 * cell.row) / rows}%`,
    width: `${100 / columns}%`,
    height: `${100 / rows}%`,
  };
  const marked = flat ? boxOf(layout, map) : pixel;
  return (
    <>
      <div className="lens-picture" data-flat={flat || undefined}>
        {!flat && (
          <>
            <span className="lens-axis lens-rows number" aria-hidden>
              <span>1</span>
              <span>row</span>
              <span>{rows}</span>
            </span>
            <span className="lens-axis lens-columns number" aria-hidden>
              <span>1</span>
              <span>column</span>
              <span>{columns}</span>
            </span>
          </>
        )}
        <div className="lens-canvas" style={{ aspectRatio: `${layout.width} / ${layout.height}` }}>
          <canvas
            ref={canvas}
            className="node-maps"
            role="img"
            aria-label={
              flat ? `${shape[0] ?? 0} units, from ${short(lo)} to ${short(hi)}` : `Map ${map + 1} of ${node}`
            }
            onPointerMove={onPointer}
            onPointerDown={(event) => {
              onPointer(event);
              const box = event.currentTarget.getBoundingClientRect();
              const place = placeAt(
                layout,
                (event.clientX - box.left) / box.width,
                (event.clientY - box.top) / box.height,
              );
              if (flat && place) look({ lens: { node, map: place.map } });
            }}
            onPointerLeave={() => onCell(null)}
          />
          {marked && <span className="lens-cell" style={marked} />}
        </div>
      </div>
      <p ref={readout} className="lens-readout number" role="status" />
      <ScaleBar reach={reach} signed={ends.endsWith('signed')} />
    </>
  );
}
