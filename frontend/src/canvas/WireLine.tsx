import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
} from '@xyflow/react';
import { memo } from 'react';
import { useOutline } from '@/state/glass';
import { useCanvas } from './store';
import { shapeText } from './telling';

/** What a wire knows: the node it begins at, and where it can run from side to side. */
export type WireData = Edge<{ node: string; gaps: readonly number[] }, 'wire'>;

/** A wire; under the pointer it tells the shape of what runs along it. */
export const WireLine = memo(function WireLine(props: EdgeProps<WireData>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected = false } = props;
  const pointed = useCanvas((state) => state.wire === id);
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  // A wire that goes on in the next row runs between the rows, not across the cards.
  const back = targetX < sourceX + 10 && Math.abs(targetY - sourceY) > 60;
  const [path, x, y] = back
    ? getSmoothStepPath({ ...ends, borderRadius: 12, offset: 18, ...between(props) })
    : getBezierPath(ends);
  return (
    <>
      <BaseEdge id={id} path={path} className="wire" data-pointed={pointed || undefined} interactionWidth={22} />
      {(pointed || selected) && <WireShape from={props.data?.node ?? ''} x={x} y={y} />}
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
