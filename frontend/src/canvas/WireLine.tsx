import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { useOutline } from '@/state/glass';
import { useCanvas } from './store';
import { shapeText } from './telling';

/** A wire; under the pointer it tells the shape of what runs along it. */
export const WireLine = memo(function WireLine(props: EdgeProps) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected = false } = props;
  const pointed = useCanvas((state) => state.wire === id);
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
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
