import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { isGate } from '@/editor/gates';
import { joins } from '@/editor/graph';
import { NodeContent } from '@/images/NodeContent';
import { isInput } from '@/protocol/spec';
import { useCatalog, useOutline, useProject } from '@/state/glass';
import { GateKnob } from './GateKnob';
import { MisfitMark } from './MisfitMark';
import { useCanvas } from './store';
import { compact, entryOf, parametersText, shapeText } from './telling';

/** An image that goes in or comes out needs less room than feature maps. */
const MOST_SLIM = 4;

/** A layer: what it is, what it is made of, what comes out of it, and what it shows. */
export const LayerNode = memo(function LayerNode({ id }: NodeProps) {
  return <Face id={id} />;
});

/** All but the place, which changes while it is dragged. */
const Face = memo(function Face({ id }: { id: string }) {
  const node = useProject((state) => state.spec.network.nodes.find((one) => one.id === id));
  const facts = useOutline((state) => state.outline?.nodes[id]);
  const misfit = useOutline((state) => state.outline?.problems.find((one) => one.node === id));
  const begins = useCanvas((state) => state.wiring === id);
  const state = useCatalog();
  const last = useProject((state) => !state.spec.network.edges.some(([from]) => from === id));
  if (!node) return null;
  const [, , maps = Number.POSITIVE_INFINITY] = facts?.shape ?? [];
  const slim = maps <= MOST_SLIM && (isInput(node) || last);
  const catalog = state.phase === 'ready' ? state.catalog : null;
  const parameters = parametersText(node, catalog);
  const title = entryOf(catalog, node.kind)?.title ?? node.kind;
  return (
    <article
      className="layer-card"
      data-kind={node.kind}
      data-slim={slim || undefined}
      data-title={title}
      data-misfit={misfit !== undefined || undefined}
      data-begins={begins || undefined}
    >
      {!isInput(node) && (
        <Handle type="target" position={Position.Left} className="port" data-many={joins(node) || undefined} />
      )}
      {isGate(node) ? (
        <GateKnob id={id} />
      ) : (
        <header className="layer-card-head">
          <b className="layer-card-kind">{title}</b>
          <span className="layer-card-id">{id}</span>
        </header>
      )}
      {parameters !== '' && !isGate(node) && <p className="layer-card-fields">{parameters}</p>}
      {facts && !isGate(node) && (
        <div className="layer-card-content nodrag">
          <NodeContent node={id} shape={facts.shape} />
        </div>
      )}
      <footer className="layer-card-foot number" hidden={isGate(node)}>
        <span title="What comes out, for one example">{facts ? shapeText(facts.shape) : '?'}</span>
        {facts && facts.parameters > 0 && <span title="Learned numbers">{compact(facts.parameters)} learned</span>}
      </footer>
      {misfit && <MisfitMark misfit={misfit} />}
      <Handle type="source" position={Position.Right} className="port" />
    </article>
  );
});
