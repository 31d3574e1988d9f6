import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { ChevronsLeftRight, ChevronsRightLeft } from 'lucide-react';
import { memo } from 'react';
import { exitOf } from '@/editor/blocks';
import { useDesign } from '@/editor/edit';
import { NodeContent } from '@/images/NodeContent';
import type { Block } from '@/state/drawing';
import { useOutline, useProject } from '@/state/glass';
import { select, useScreen } from '@/state/screen';
import { blockIn } from './scene';
import { compact, shapeText } from './telling';

const useBlock = (id: string | null): Block | undefined =>
  useProject((state) => state.drawing.blocks.find((block) => block.id === id));

/** More maps than these are too small to read in a block. */
const MOST_MAPS = 8;

/** A folded block: what it is called, how often it is there, and what comes out, with its maps. */
export const BlockNode = memo(function BlockNode({ id }: NodeProps) {
  return <Face id={blockIn(id) ?? ''} />;
});

const Face = memo(function Face({ id }: { id: string }) {
  const design = useDesign();
  const block = useBlock(id);
  const network = useProject((state) => state.spec.network);
  const outline = useOutline((state) => state.outline);
  if (!block) return null;
  const inside = new Set(block.copies.flat());
  const parameters = [...inside].reduce((sum, node) => sum + (outline?.nodes[node]?.parameters ?? 0), 0);
  const last = exitOf(network, block.copies.flat());
  const shape = last === null ? undefined : outline?.nodes[last]?.shape;
  const misfit = outline?.problems.find((one) => one.node !== null && inside.has(one.node));
  return (
    <article className="layer-card block-card" data-title={block.name} data-misfit={misfit !== undefined || undefined}>
      <Handle type="target" position={Position.Left} className="port" isConnectable={false} />
      <header className="layer-card-head">
        <b className="layer-card-kind">{block.name}</b>
        {block.copies.length > 1 && <span className="block-times number">× {block.copies.length}</span>}
      </header>
      {last !== null && shape && (
        <div className="layer-card-content nodrag">
          <NodeContent node={last} shape={shape} most={MOST_MAPS} />
        </div>
      )}
      <footer className="layer-card-foot number">
        <span title={`What comes out of its ${inside.size} layers, for one example`}>
          {shape ? shapeText(shape) : '?'}
        </span>
        {parameters > 0 && <span>{compact(parameters)} learned</span>}
      </footer>
      {misfit && <p className="misfit">{misfit.detail}</p>}
      <button
        type="button"
        className="block-fold nodrag"
        aria-label={`Unfold ${block.name}`}
        title="Unfold: show its layers"
        onClick={() => design({ type: 'set_block', block: id, values: { folded: false } })}
      >
        <ChevronsLeftRight size={14} aria-hidden />
      </button>
      <Handle type="source" position={Position.Right} className="port" isConnectable={false} />
    </article>
  );
});

export type FrameData = Node<{ block: string; copy: number }, 'frame'>;

/** Around the layers of an unfolded block. */
export const FrameNode = memo(function FrameNode({ data }: NodeProps<FrameData>) {
  const design = useDesign();
  const block = useBlock(data.block);
  const chosen = useScreen(({ selection }) => selection?.kind === 'block' && selection.block === data.block);
  if (!block) return null;
  return (
    <div className="block-frame" data-selected={chosen || undefined}>
      {data.copy === 0 ? (
        <div className="block-frame-head">
          <button
            type="button"
            className="block-name nodrag"
            onClick={() => select({ kind: 'block', block: block.id })}
          >
            {block.name}
          </button>
          {block.copies.length > 1 && <span className="block-times number">× {block.copies.length}</span>}
          <button
            type="button"
            className="block-fold nodrag"
            aria-label={`Fold ${block.name}`}
            title="Fold: show it as one"
            onClick={() => design({ type: 'set_block', block: block.id, values: { folded: true } })}
          >
            <ChevronsRightLeft size={14} aria-hidden />
          </button>
        </div>
      ) : (
        <div className="block-frame-head quiet">again</div>
      )}
    </div>
  );
});
