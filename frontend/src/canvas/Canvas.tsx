import '@xyflow/react/dist/base.css';
import '@/styles/canvas.css';
import '@/styles/cards.css';
import '@/styles/gates.css';
import {
  Background,
  type Connection,
  MiniMap,
  type NodeChange,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { type DragEvent, useMemo, useRef, useState } from 'react';
import { useDesign } from '@/editor/edit';
import { gatesIn } from '@/editor/gates';
import { fieldsOf } from '@/editor/setup_file';
import { useCatalog, useOutline, useProject } from '@/state/glass';
import { select, useScreen } from '@/state/screen';
import { useNarrow, useTheme } from '@/state/theme';
import { draggedTo, gapsOf, type Places, placesOf, type Size, type Sizes, shownIn } from './arrange';
import { BlockNode, FrameNode } from './BlockNode';
import { useDrawn, useFar, useOverflow, useRoom, useSight, wireAt } from './board';
import { CanvasTools } from './CanvasTools';
import { createFlow, edgesOf, namesOf } from './flow';
import { useCanvasKeys } from './keys';
import { LayerNode } from './LayerNode';
import { Palette } from './Palette';
import { LAYER_TYPE } from './pieces';
import { sceneOf } from './scene';
import { selectCards } from './selecting';
import { busy, cardsOf, useCanvas } from './store';
import { entryOf } from './telling';
import { WireLine } from './WireLine';

const NODE_TYPES = { layer: LayerNode, block: BlockNode, frame: FrameNode };
const EDGE_TYPES = { wire: WireLine };
const MAP = { width: 132, height: 84 };

/** The network as a graph of layers: to build, to wire, to watch. */
export default function Canvas() {
  return (
    <ReactFlowProvider>
      <Board />
    </ReactFlowProvider>
  );
}

function Board() {
  const flow = useReactFlow();
  const design = useDesign();
  const theme = useTheme();
  const narrow = useNarrow();
  const catalogState = useCatalog();
  const catalog = catalogState.phase === 'ready' ? catalogState.catalog : null;
  const spec = useProject((state) => state.spec.network);
  const network = useDrawn(spec);
  const drawing = useProject((state) => state.drawing);
  const outline = useOutline((state) => state.outline);
  const selection = useScreen((state) => state.selection);
  const chosenWires = useCanvas((state) => state.wires);
  const held = useCanvas((state) => state.held);
  const [sizes, setSizes] = useState<Sizes>(new Map());
  const [dragged, setDragged] = useState<Places | null>(null);
  const board = useRef<HTMLDivElement>(null);
  const [nodesOf] = useState(createFlow);

  const scene = useMemo(() => sceneOf(network, drawing.blocks), [network, drawing.blocks]);
  const room = useRoom(board);
  const rested = useMemo(() => placesOf(scene, drawing, sizes, room), [scene, drawing, sizes, room]);
  const places = useMemo(() => (dragged ? { ...rested, ...dragged } : rested), [rested, dragged]);
  const shown = useMemo(() => shownIn(scene, drawing, rested), [scene, drawing, rested]);
  const names = useMemo(() => namesOf(scene, spec, catalog, outline), [scene, spec, catalog, outline]);
  const selected = useMemo(() => new Set(cardsOf(selection)), [selection]);
  const standing = held !== null && scene.cards.some(({ id }) => id === held) ? held : (scene.cards[0]?.id ?? null);
  const nodes = nodesOf({ scene, places, sizes, selected, held: standing, names });
  const gaps = useMemo(() => gapsOf(rested, sizes), [rested, sizes]);
  const open = useMemo(() => gatesIn(spec), [spec]);
  const edges = useMemo(
    () => edgesOf({ scene, chosen: chosenWires, gaps, places, sizes, open }),
    [scene, chosenWires, gaps, places, sizes, open],
  );
  const { showAll, noteMove, keepStill } = useSight(rested, sizes, scene.cards.length);
  const far = useFar();
  const layOut = (): void => {
    design({ type: 'lay_out' });
    showAll();
  };
  const onKeyDown = useCanvasKeys({ scene, places, shown, sizes, standing, board }, { showAll, layOut });
  const overflows = useOverflow(rested, sizes);

  function onNodesChange(changes: NodeChange[]): void {
    const grown = new Map<string, Size>();
    const moved: Record<string, { x: number; y: number }> = {};
    let ended = false;
    const chosen = new Set(selected);
    let chose = false;
    for (const change of changes) {
      if (change.type === 'dimensions' && change.dimensions) {
        const before = sizes.get(change.id);
        const { width, height } = change.dimensions;
        if (before?.width !== width || before.height !== height) grown.set(change.id, { width, height });
      } else if (change.type === 'position' && change.position) {
        moved[change.id] = change.position;
        ended ||= change.dragging === false;
      } else if (change.type === 'select') {
        chose = true;
        if (change.selected) chosen.add(change.id);
        else chosen.delete(change.id);
      }
    }
    if (grown.size > 0) setSizes((before) => new Map([...before, ...grown]));
    if (chose) selectCards([...chosen]);
    if (Object.keys(moved).length === 0) return;
    if (!ended) {
      setDragged((before) => ({ ...before, ...moved }));
      return;
    }
    const target = { ...dragged, ...moved };
    setDragged(null);
    const change = draggedTo(scene, rested, shown, target);
    const went = Object.entries(change).some(([id, at]) => at.x !== shown[id]?.x || at.y !== shown[id].y);
    if (went) design({ type: 'move', shown, places: change });
  }

  function onConnect({ source, target }: Connection): void {
    design({ type: 'connect', from: source, to: target });
  }

  function onDragOver(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(LAYER_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    busy({ wire: wireAt(event.clientX, event.clientY) });
  }

  function onDrop(event: DragEvent): void {
    const kind = event.dataTransfer.getData(LAYER_TYPE);
    const entry = entryOf(catalog, kind);
    if (!entry) return;
    event.preventDefault();
    busy({ wire: null });
    const piece = { kind, fields: fieldsOf(entry) };
    const wire = scene.wires.find(({ id }) => id === wireAt(event.clientX, event.clientY));
    const edge = wire?.edges[0];
    if (edge) {
      design({ type: 'add_on', piece, edge });
      return;
    }
    keepStill();
    busy({ pointing: true });
    const at = flow.screenToFlowPosition({ x: event.clientX - 60, y: event.clientY - 20 });
    design({ type: 'add_at', piece, at: { x: Math.round(at.x), y: Math.round(at.y) }, shown });
  }

  return (
    <div className="canvas-editor">
      {!narrow && <Palette />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only watches the keys of what it holds */}
      <div
        className="canvas-board"
        data-far={far || undefined}
        ref={board}
        // Pressing on a wire or on the background brings the keys here.
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onPointerDownCapture={() => busy({ pointing: true })}
      >
        <ReactFlow
          aria-label="Network canvas"
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onEdgesChange={(changes) => {
            const chosen = new Set(chosenWires);
            for (const change of changes) {
              if (change.type !== 'select') continue;
              if (change.selected) chosen.add(change.id);
              else chosen.delete(change.id);
            }
            busy({ wires: [...chosen] });
          }}
          onConnect={onConnect}
          onEdgeMouseEnter={(_, { id }) => busy({ wire: id })}
          onEdgeMouseLeave={() => busy({ wire: null })}
          onPaneClick={() => select(null)}
          onNodeClick={(_, { id }) => busy({ held: id })}
          onDragOver={onDragOver}
          onDrop={onDrop}
          colorMode={theme}
          onMove={noteMove}
          onNodeDragStart={keepStill}
          onSelectionDragStart={keepStill}
          minZoom={0.1}
          maxZoom={2}
          connectionRadius={36}
          deleteKeyCode={null}
          panActivationKeyCode={null}
          multiSelectionKeyCode={['Meta', 'Control']}
          disableKeyboardA11y
          elevateNodesOnSelect={false}
          onlyRenderVisibleElements={scene.cards.length > 40}
        >
          <Background gap={20} size={1.2} />
          {!narrow && overflows && (
            <MiniMap pannable zoomable ariaLabel="Overview" className="canvas-map" style={MAP} />
          )}
          <Panel position="top-right" className="canvas-panel">
            <CanvasTools {...{ narrow, showAll, layOut, keepStill }} />
          </Panel>
        </ReactFlow>
      </div>
    </div>
  );
}
