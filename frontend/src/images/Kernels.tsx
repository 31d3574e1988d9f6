import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { boxOf, createAtlas, placeAt } from '@/paint/atlas';
import { short } from '@/paint/numbers';
import { reachOver } from '@/paint/scale';
import { useGlass, useProject } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { look, type MapRef } from '@/state/looking';
import { useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { KernelTable } from './KernelTable';
import { deadFilters, deadTelling, fillKernels, kernelAt, kernelRoom, kernelSheet, kernelsIn } from './kernel_maps';

/** The kernels of a convolution, filter by filter and input by input; of other layers nothing. */
export function Kernels({ node, map }: MapRef) {
  const kind = useProject((state) => state.spec.network.nodes.find(({ id }) => id === node)?.kind ?? '');
  return kind.includes('conv') ? <KernelSheets node={node} map={map} key={node} /> : null;
}

function KernelSheets({ node, map }: MapRef) {
  const { session } = useGlass();
  const view = { kind: 'kernels', node } as const;
  useWatch(view, 10);
  const read = () => kernelsIn(session.tensors.get(session.run.store.getState().run ?? '', `kernels:${node}`), node);
  const size = useLatest(view, () => {
    const found = read();
    return found ? [found.rows, found.columns, found.inputs, found.filters].join(' ') : '';
  });
  const dead = useLatest(view, () => {
    const found = read();
    return found ? deadFilters(found).join(' ') : '';
  });
  const [input, setInput] = useState(0);
  if (size === '') return null;
  const [rows = 0, columns = 0, inputs = 0, filters = 0] = size.split(' ').map(Number);
  const filter = Math.min(map, filters - 1);
  const silent = dead === '' ? [] : dead.split(' ').map(Number);
  return (
    <section className="kernels" aria-label={`Kernels of ${node}`}>
      <h4 className="small">
        Kernels{' '}
        <span className="quiet">
          {filters} {filters === 1 ? 'filter' : 'filters'} of {rows} × {columns}
          {inputs > 1 ? `, one per input map` : ''}
        </span>
      </h4>
      {silent.length > 0 && <p className="small fault">{deadTelling(silent, filters)}</p>}
      <Sheet {...{ node, rows, columns, inputs, filters, filter, input, dead: silent }} onInput={setInput} />
      <KernelTable node={node} filter={filter} input={Math.min(input, inputs - 1)} inputs={inputs} onInput={setInput} />
    </section>
  );
}

interface SheetProps {
  node: string;
  rows: number;
  columns: number;
  inputs: number;
  filters: number;
  filter: number;
  input: number;
  dead: readonly number[];
  onInput: (input: number) => void;
}

function Sheet({ node, rows, columns, inputs, filters, filter, input, dead, onInput }: SheetProps) {
  const { session } = useGlass();
  const theme = useTheme();
  const over = useScreen((state) => state.scaleOver);
  const canvas = useRef<HTMLCanvasElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const sheet = useMemo(() => kernelSheet({ rows, columns, inputs, filters }), [rows, columns, inputs, filters]);
  const { layout } = sheet;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const atlas = createAtlas(element);
    const room = kernelRoom(sheet);
    const run = (): string => session.run.store.getState().run ?? '';
    return session.ticker.registerPainter({
      element,
      version: () => session.tensors.version(run(), `kernels:${node}`),
      paint() {
        const kernels = kernelsIn(session.tensors.get(run(), `kernels:${node}`), node);
        if (!kernels || kernels.filters !== filters || kernels.inputs !== inputs) return;
        fillKernels(room, kernels, sheet);
        const shared = over === 'unit' ? 'unit' : 'layer';
        atlas.paint(sheet.layout, room, {
          over: shared,
          networkReach: reachOver(room.lo, room.hi),
          theme,
          signed: true,
        });
      },
    });
  }, [session, node, sheet, theme, over, filters, inputs]);

  const placeOf = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return placeAt(layout, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  function onPointerMove(event: PointerEvent<HTMLCanvasElement>): void {
    const place = placeOf(event);
    const kernels = kernelsIn(session.tensors.get(session.run.store.getState().run ?? '', `kernels:${node}`), node);
    if (!readout.current) return;
    if (!place || !kernels) {
      readout.current.textContent = '';
      return;
    }
    const at = sheet.at(place.map);
    const value = kernelAt(kernels, at.filter, at.input, place.row, place.column);
    const from = inputs > 1 ? `, input ${at.input + 1}` : '';
    readout.current.textContent = `filter ${at.filter + 1}${from}, row ${place.row + 1}, column ${place.column + 1}: ${short(value)}`;
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must have the focus for the arrow keys */}
      <section className="kernel-scroll" tabIndex={0} aria-label="All kernels">
        <div className="lens-canvas" style={{ aspectRatio: `${layout.width} / ${layout.height}` }}>
          <canvas
            ref={canvas}
            className="node-maps"
            role="img"
            aria-label={`${filters} filters${inputs > 1 ? ` by ${sheet.inputs} inputs` : ''}`}
            onPointerMove={onPointerMove}
            onPointerLeave={() => {
              if (readout.current) readout.current.textContent = '';
            }}
            onPointerDown={(event) => {
              const place = placeOf(event);
              if (!place) return;
              const at = sheet.at(place.map);
              look({ lens: { node, map: at.filter } });
              onInput(at.input);
            }}
          />
          <span className="lens-cell" style={boxOf(layout, sheet.of(filter, Math.min(input, sheet.inputs - 1)))} />
          {dead.map((one) => (
            <span
              key={one}
              className="dead-mark"
              style={boxOf(layout, sheet.of(one, 0))}
              title={`Filter ${one + 1} is dead`}
            >
              ×
            </span>
          ))}
        </div>
      </section>
      {inputs > sheet.inputs && <p className="small quiet">+{inputs - sheet.inputs} more inputs</p>}
      <p ref={readout} className="lens-readout number small" aria-hidden />
    </>
  );
}
