import { Scissors } from 'lucide-react';
import { Button } from 'react-aria-components';
import { sceneOf } from '@/canvas/scene';
import { useCanvas } from '@/canvas/store';
import { shapeText } from '@/canvas/telling';
import { useDesign } from '@/editor/edit';
import { isGate } from '@/editor/gates';
import { inputsOf, nodeOf } from '@/editor/graph';
import type { EdgeSpec } from '@/protocol/names';
import { useOutline, useProject } from '@/state/glass';

/** The ends of the only wire that is selected on the canvas; between folded blocks, of the layers it joins. */
export function useChosenWire(): EdgeSpec | null {
  const wires = useCanvas((state) => state.wires);
  const network = useProject(({ spec }) => spec.network);
  const blocks = useProject(({ drawing }) => drawing.blocks);
  const [id] = wires;
  if (wires.length !== 1 || id === undefined) return null;
  return sceneOf(network, blocks).wires.find((wire) => wire.id === id)?.edges[0] ?? null;
}

/** A wire: what runs along it, and a gate to put on it. */
export function WireCard({ edge }: { edge: EdgeSpec }) {
  const design = useDesign();
  const [from, to] = edge;
  const shape = useOutline(({ outline }) => outline?.nodes[from]?.shape);
  return (
    <div className="card card-block">
      <div className="card-fields">
        <h2>
          Wire <span className="quiet small">{`${from} → ${to}`}</span>
        </h2>
        <p className="number">{shape ? `${shapeText(shape)} numbers run along it for one example.` : 'Nothing yet.'}</p>
        <div className="toggles">
          <GateButton edge={edge} label="Put a gate on it" />
          <Button className="button" onPress={() => design({ type: 'disconnect', edges: [edge] })}>
            Delete
          </Button>
        </div>
      </div>
      <p className="card-formula quiet small">
        A gate lets through as much as you say while the network runs. Cut it, and see what the connection is for: the
        layers after it have to do without.
      </p>
    </div>
  );
}

/** Puts a gate on a wire; nothing where one sits at its end already. */
function GateButton({ edge, label }: { edge: EdgeSpec; label: string }) {
  const design = useDesign();
  const gated = useProject(({ spec }) => edge.some((id) => isGate(nodeOf(spec.network, id) ?? NOTHING)));
  if (gated) return null;
  return (
    <Button className="button" onPress={() => design({ type: 'gate', edges: [edge] })}>
      <Scissors size={14} aria-hidden /> {label}
    </Button>
  );
}

const NOTHING = { kind: '', id: '' };

/** The wires that enter a layer, each with a gate to put on it. */
export function WiresIn({ node }: { node: string }) {
  const network = useProject(({ spec }) => spec.network);
  const inputs = inputsOf(network, node);
  if (inputs.length < 2) return null;
  return (
    <div className="toggles">
      {inputs.map((from) => (
        <GateButton key={from} edge={[from, node]} label={`Gate the wire from ${from}`} />
      ))}
    </div>
  );
}
