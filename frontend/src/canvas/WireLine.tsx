import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
  Position,
  useStore,
} from '@xyflow/react';
import { Scissors, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useDesign } from '@/editor/edit';
import { isGate } from '@/editor/gates';
import type { EdgeSpec } from '@/protocol/names';
import { useOutline, useProject } from '@/state/glass';
import { busy, useCanvas } from './store';
import { shapeText } from './telling';

/** The ends of a wire that runs from level to level. */
export interface Upright {
  down: boolean;
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
}

/** What a wire knows: the node it begins at, and where it can run from side to side. */
export type WireData = Edge<
  {
    node: string;
    edges: readonly EdgeSpec[];
    gaps: readonly number[];
    upright?: Upright;
    /** How much a gate at one of its ends lets through. */
    through?: number;
  },
  'wire'
>;

/** A wire; under the pointer it tells the shape of what runs along it. */
export const WireLine = memo(function WireLine(props: EdgeProps<WireData>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected = false } = props;
  const pointed = useCanvas((state) => state.wire === id);
  const { upright, through } = props.data ?? {};
  const ends = upright
    ? {
        ...upright,
        sourcePosition: upright.down ? Position.Bottom : Position.Top,
        targetPosition: upright.down ? Position.Top : Position.Bottom,
      }
    : { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  // A wire that goes on in the next row runs between the rows, not across the cards.
  const back = !upright && targetX < sourceX + 10 && Math.abs(targetY - sourceY) > 60;
  const [path, x, y] = back
    ? getSmoothStepPath({ ...ends, borderRadius: 12, offset: 18, ...between(props) })
    : getBezierPath(ends);
  return (
    <>
      <BaseEdge
        {...{ id, path }}
        className="wire"
        data-pointed={pointed || undefined}
        data-cut={through === 0 || undefined}
        interactionWidth={22}
        style={through === undefined ? {} : { strokeWidth: 1 + 0.9 * through }}
      />
      {(pointed || selected) && <WireShape from={props.data?.node ?? ''} x={x} y={y} />}
      {selected && <WireTools id={id} edges={props.data?.edges ?? []} x={x} y={y} />}
    </>
  );
});

/** The height between two rows that lie between the ends; none where cards stand everywhere. */
function between({ sourceY, targetY, data }: EdgeProps<WireData>): { centerY?: number } {
  const [low, high] = sourceY < targetY ? [sourceY, targetY] : [targetY, sourceY];
  const gap = data?.gaps.find((y) => y > low && y < high);
  return gap === undefined ? {} : { centerY: gap };
}

function WireShape({ from, x, y }: { from: string; x: number; y: number }) {
  const shape = useOutline((state) => state.outline?.nodes[from]?.shape);
  return (
    <EdgeLabelRenderer>
      <div className="wire-shape number" style={{ transform: `translate(-50%, -130%) translate(${x}px, ${y}px)` }}>
        {shape ? shapeText(shape) : 'nothing yet'}
      </div>
    </EdgeLabelRenderer>
  );
}

/** What can be done with a wire that is selected. */
function WireTools({ id, edges, x, y }: { id: string; edges: readonly EdgeSpec[]; x: number; y: number }) {
  const design = useDesign();
  const gated = useGated(edges);
  // As large on the screen as any other button, however small the network is drawn.
  const zoom = useStore(({ transform }) => transform[2]);
  const act = (change: Parameters<typeof design>[0]): void => {
    busy({ wires: [], wire: null });
    design(change);
  };
  return (
    <EdgeLabelRenderer>
      <div
        className="wire-tools nopan"
        role="toolbar"
        aria-label={`Wire ${id.replace('>', ' to ')}`}
        style={{ transform: `translate(${x}px, ${y}px) scale(${1 / Math.max(0.3, zoom)}) translate(-50%, 30%)` }}
      >
        {!gated && (
          <button type="button" className="button button-small" onClick={() => act({ type: 'gate', edges })}>
            <Scissors size={13} aria-hidden /> Put a gate here
          </button>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label="Delete the wire"
          onClick={() => act({ type: 'disconnect', edges })}
        >
          <Trash2 size={14} aria-hidden />
        </button>
      </div>
    </EdgeLabelRenderer>
  );
}

/** Whether a gate sits at one of the ends already. */
const useGated = (edges: readonly EdgeSpec[]): boolean =>
  useProject(({ spec }) =>
    spec.network.nodes.some((node) => isGate(node) && edges.some(([from, to]) => from === node.id || to === node.id)),
  );
