import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import { useOutline } from '@/state/glass';
import { useCanvas } from './store';
import { shapeText } from './telling';

/** A wire; under the pointer it tells the shape of what runs along it. */
export const WireLine = memo(function WireLine(props: EdgeProps) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected = false } = props;
  const pointed = useCanvas((state) => state.wire === id);
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  // A wire that goes on in the next row runs between the rows, not across the cards.
  const back = targetX < sourceX + 10 && Math.abs(targetY - sourceY) > 60;
  const [path, x, y] = back ? getSmoothStepPath({ ...ends, borderRadius: 12, offset: 18 }) : getBezierPath(ends);
  return (
    <>
      <BaseEdge id={id} path={path} className="wire" data-pointed={pointed || undefined} interactionWidth={22} />
      {(pointed || selected) && (
        <WireShape from={typeof props.data?.['node'] === 'string' ? props.data['node'] : ''} x={x} y={y} />
      )}
    </>
  );
});

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
