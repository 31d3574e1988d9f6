import { ChartColumn, X } from 'lucide-react';
import { columnsOf } from '@/diagram/network';
import { useEditor, useFacts, useStack } from '@/editor/edit';
import { useInputNames } from '@/editor/inputs';
import { wholeTaskOf } from '@/editor/task';
import { SpreadCard } from '@/inside/SpreadCard';
import { PerceptronCard } from '@/perceptron/PerceptronCard';
import { oneUnit } from '@/perceptron/unit';
import { useProject } from '@/state/glass';
import { select, show, useScreen } from '@/state/screen';
import { BlockCard, SelectionCard } from './BlockCard';
import { EdgeCard } from './EdgeCard';
import { GraphCard } from './GraphCard';
import { IconButton } from './IconButton';
import { LayerCard } from './LayerCard';
import { NetworkCard } from './NetworkCard';
import { NodeCard } from './NodeCard';
import { UnitCard } from './UnitCard';
import { useChosenWire, WireCard } from './WireCard';

/** What is selected in the diagram, down to its arithmetic; without a selection, how to read the diagram. */
export function Inspector() {
  const selection = useScreen((state) => state.selection);
  const spread = useScreen((state) => state.spread);
  return (
    <section
      id="inspector"
      className="inspector"
      tabIndex={-1}
      aria-label="Inspector"
      data-spread={spread || undefined}
    >
      {spread ? <SpreadCard /> : <Card />}
      <div className="inspector-close">
        <IconButton
          label={spread ? 'Close the histograms' : 'Histograms'}
          keys="H"
          hint="Weights, biases, activations and gradients of every layer, over time."
          onPress={() => show({ spread: !spread })}
        >
          {spread ? <X size={16} aria-hidden /> : <ChartColumn size={16} aria-hidden />}
        </IconButton>
        {selection && !spread && (
          <IconButton label="Close" keys="Esc" onPress={() => select(null)}>
            <X size={16} aria-hidden />
          </IconButton>
        )}
      </div>
    </section>
  );
}

function Card() {
  const stack = useStack();
  const { editor } = useEditor();
  const features = useInputNames();
  const selection = useScreen((state) => state.selection);
  const wire = useChosenWire();
  const facts = useFacts();
  const unit = useProject(({ spec }) => oneUnit(spec, wholeTaskOf(spec.data, facts)));
  if (selection?.kind === 'layers') return <SelectionCard nodes={selection.nodes} />;
  if (selection?.kind === 'block') return <BlockCard block={selection.block} key={selection.block} />;
  if (editor === 'canvas' && !selection && wire) return <WireCard edge={wire} />;
  if (editor === 'canvas') return selection ? <NodeCard node={selection.node} key={selection.node} /> : <GraphCard />;
  const columns = stack ? columnsOf(stack, features) : [];
  const at = columns.findIndex((column) => column.node === selection?.node);
  const column = columns[at];
  const before = columns[at - 1];
  if (!selection || !column) return unit ? <PerceptronCard unit={unit} /> : <NetworkCard />;
  const lost = selection.kind !== 'layer' && selection.unit >= column.count;
  if (lost) return <NetworkCard />;
  switch (selection.kind) {
    case 'layer':
      return <LayerCard column={column} before={before} key={column.node} />;
    case 'unit':
      return (
        <UnitCard {...{ column, before, features }} unit={selection.unit} key={`${column.node} ${selection.unit}`} />
      );
    case 'edge':
      if (!before || selection.input >= before.count) return <NetworkCard />;
      return (
        <EdgeCard
          {...{ column, before, features, unit: selection.unit, input: selection.input }}
          key={`${column.node} ${selection.input} ${selection.unit}`}
        />
      );
  }
}
