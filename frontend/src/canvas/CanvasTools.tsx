import { useReactFlow } from '@xyflow/react';
import { Group, Maximize, Plus, Workflow, ZoomIn, ZoomOut } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useDesign } from '@/editor/edit';
import { IconButton } from '@/panels/IconButton';
import { useOutline, useProject } from '@/state/glass';
import { useScreen } from '@/state/screen';
import { prefersStillness } from '@/state/theme';
import { nodesIn } from './deeds';
import { Palette } from './Palette';
import { sceneOf } from './scene';
import { cardsOf, useCanvas } from './store';
import { compact, exact } from './telling';

interface CanvasToolsProps {
  narrow: boolean;
  showAll: () => void;
  layOut: () => void;
  keepStill: () => void;
}

/** What concerns the canvas as a whole. */
export function CanvasTools({ narrow, showAll, layOut, keepStill }: CanvasToolsProps) {
  const design = useDesign();
  const flow = useReactFlow();
  const network = useProject((state) => state.spec.network);
  const blocks = useProject((state) => state.drawing.blocks);
  const selection = useScreen((state) => state.selection);
  const wiring = useCanvas((state) => state.wiring);
  const cards = cardsOf(selection);
  const zoom = (factor: number): void => {
    keepStill();
    void flow.zoomTo(flow.getZoom() * factor, { duration: prefersStillness() ? 0 : 120 });
  };
  return (
    <div className="canvas-tools">
      {narrow && (
        <DialogTrigger>
          <Button className="button" aria-label="Add a layer">
            <Plus size={15} aria-hidden /> Layer
          </Button>
          <Popover className="popover palette-popover">
            <Dialog aria-label="Layers to add" className="palette-dialog">
              <Palette />
            </Dialog>
          </Popover>
        </DialogTrigger>
      )}
      <IconButton
        label="Group"
        keys="G"
        hint="Makes one block of the selected layers, to fold or to repeat."
        isDisabled={cards.length < 2}
        onPress={() => design({ type: 'group', nodes: nodesIn(sceneOf(network, blocks), cards) })}
      >
        <Group size={16} aria-hidden />
      </IconButton>
      <IconButton label="Lay out" keys="L" hint="Puts every layer in its place, from left to right." onPress={layOut}>
        <Workflow size={16} aria-hidden />
      </IconButton>
      {!narrow && (
        <>
          <IconButton label="Zoom out" onPress={() => zoom(0.8)}>
            <ZoomOut size={16} aria-hidden />
          </IconButton>
          <IconButton label="Zoom in" onPress={() => zoom(1.25)}>
            <ZoomIn size={16} aria-hidden />
          </IconButton>
        </>
      )}
      <IconButton label="Fit" keys="F" hint="Shows the whole network." onPress={showAll}>
        <Maximize size={16} aria-hidden />
      </IconButton>
      <Sum />
      <p className="canvas-said small" role="status">
        {wiring !== null && `Wire from ${wiring}: go to its end with the arrows, then Enter. Esc lets go.`}
      </p>
    </div>
  );
}

/** What the network amounts to. */
function Sum() {
  const parameters = useOutline((state) => state.outline?.parameters);
  const flops = useOutline((state) => state.outline?.flops);
  if (parameters === undefined || flops === undefined) return null;
  return (
    <p className="canvas-sum number small" title={`${exact(parameters)} learned numbers, ${exact(flops)} operations`}>
      {compact(parameters)} learned · {compact(flops)} FLOP
    </p>
  );
}
