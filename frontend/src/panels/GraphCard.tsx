import { Settings2 } from 'lucide-react';
import { Button } from 'react-aria-components';
import { bytesText, compact, shapeText } from '@/canvas/telling';
import { endsOf } from '@/editor/graph';
import { useCatalog, useOutline, useProject } from '@/state/glass';
import { useMayChange } from '@/state/permits';
import { askFor, builtFrom, useBuilder } from './builder';

/** The network on the canvas as a whole, and what can be done with it. */
export function GraphCard() {
  const network = useProject(({ spec }) => spec.network);
  const outline = useOutline((state) => state.outline);
  const bytes = Object.values(outline?.nodes ?? {}).reduce((sum, node) => sum + node.activation_bytes, 0);
  const edits = useMayChange('network');
  const [end] = endsOf(network);
  const shape = end ? outline?.nodes[end.id]?.shape : undefined;
  return (
    <div className="card card-graph">
      <div>
        <h2>
          The network <span className="quiet number small">{network.nodes.length} layers</span>
        </h2>
        {outline && (
          <p className="number">
            {compact(outline.parameters)} learned numbers, {compact(outline.flops)} operations and {bytesText(bytes)}{' '}
            for one example{shape ? `, which ends as ${shapeText(shape)}` : ''}.
          </p>
        )}
        {edits && <OtherOptions />}
        <p className="quiet">
          {edits
            ? 'Drag a layer from the list onto the canvas or onto a wire, or click it: it goes after what is selected. Wires lead from the right of a layer to the left of the next; point at one to see the shape that runs along it. Select a layer to change it.'
            : 'Wires lead from the right of a layer to the left of the next; point at one to see the shape that runs along it. Select a layer to see what it does.'}
        </p>
      </div>
      <dl className="keys keys-small small">
        {KEYS.filter(([key]) => edits || LOOKING.has(key)).map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Builds the network anew with other options, where a template built it. */
function OtherOptions() {
  const catalog = useCatalog();
  const network = useProject(({ spec }) => spec.network);
  const last = useBuilder((state) => state.last);
  const id = catalog.phase === 'ready' ? builtFrom(network, catalog.templates, last) : null;
  if (id === null) return null;
  return (
    <Button className="button" onPress={() => askFor(id, true)}>
      <Settings2 size={15} aria-hidden /> Build it with other options
    </Button>
  );
}

/** Keys that change nothing of the network. */
const LOOKING: ReadonlySet<string> = new Set(['↑ ↓ ← →', 'L, F']);

const KEYS = [
  ['↑ ↓ ← →', 'From layer to layer'],
  ['C, Enter', 'Begin a wire, end it'],
  ['Del', 'Delete; neighbours join'],
  ['G', 'Group the selection'],
  ['X', 'Cut at a gate, join'],
  ['L, F', 'Lay out, fit'],
] as const;
