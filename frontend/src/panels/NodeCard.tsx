import { Trash2 } from 'lucide-react';
import { MisfitMark, RepairButton } from '@/canvas/MisfitMark';
import { bytesText, compact, entryOf, exact, shapeText } from '@/canvas/telling';
import { useDesign } from '@/editor/edit';
import { SchemaForm } from '@/editor/fields/SchemaForm';
import { inputsOf, nodeOf } from '@/editor/graph';
import { ActivationPanel } from '@/inside/ActivationPanel';
import { Maths } from '@/lessons/Maths';
import type { FieldValue } from '@/protocol/names';
import { fieldOf, isInput } from '@/protocol/spec';
import { useBuilding, useCatalog, useOutline, useProject } from '@/state/glass';
import { GraphCard } from './GraphCard';
import { WiresIn } from './WireCard';

/** Any layer: its fields, its formula, and what goes in and out of it. */
export function NodeCard({ node: id }: { node: string }) {
  const design = useDesign();
  const state = useCatalog();
  const node = useProject(({ spec }) => nodeOf(spec.network, id));
  const problem = useBuilding((building) => building.problem);
  const misfit = useOutline(({ outline }) => outline?.problems.find((one) => one.node === id));
  const advice = useOutline(({ outline }) => outline?.advice?.find((one) => one.node === id));
  const catalog = state.phase === 'ready' ? state.catalog : null;
  if (!node) return <GraphCard />;
  const entry = entryOf(catalog, node.kind);
  const activation = fieldOf(node, 'activation');
  const bend = catalog?.activations.find((one) => one.kind === activation);
  const wrong = (name: string): string | undefined =>
    problem?.where === `network.nodes.${id}.${name}` ? problem.detail : undefined;
  return (
    <div className="card card-node">
      <div className="card-fields">
        <h2>
          {entry?.title ?? node.kind} <span className="quiet small">{id}</span>
          {!isInput(node) && (
            <button
              type="button"
              className="card-delete"
              onClick={() => design({ type: 'delete', nodes: [id], edges: [] })}
            >
              <Trash2 size={13} aria-hidden /> Delete
            </button>
          )}
        </h2>
        <NodeFacts id={id} />
        {misfit && (
          <p className="fault">
            {misfit.detail} <RepairButton repair={misfit.repair} />
          </p>
        )}
        {advice && (
          <div className="small">
            <MisfitMark misfit={advice} />
          </div>
        )}
        {entry && catalog && (
          <SchemaForm
            {...{ entry, catalog, wrong }}
            value={(name) => fieldOf(node, name)}
            onChange={(name: string, value: FieldValue) =>
              design({ type: 'set_field', node: id, name, value }, `${id}.${name}`)
            }
          />
        )}
        <WiresIn node={id} />
      </div>
      <div className="card-formula">
        {entry?.equation && <Maths display tex={entry.equation} />}
        <p className="quiet small">{entry?.summary}</p>
        {bend?.equation && node.kind !== 'activation' && <Maths display tex={bend.equation} />}
        {bend && <ActivationPanel node={id} activation={bend.kind} key={bend.kind} />}
        {entry?.source && <p className="quiet small">{entry.source}</p>}
      </div>
    </div>
  );
}

/** Shapes and sizes of a layer, as far as they can be told. */
function NodeFacts({ id }: { id: string }) {
  const network = useProject(({ spec }) => spec.network);
  const outline = useOutline((state) => state.outline);
  const facts = outline?.nodes[id];
  const shapes = inputsOf(network, id).map((input) => outline?.nodes[input]?.shape);
  const before = shapes.map((shape) => (shape ? shapeText(shape) : '?')).join(' and ');
  const field = facts?.receptive_field;
  const seen = field === null || field === undefined ? null : typeof field === 'number' ? [field, field] : field;
  return (
    <dl className="node-facts number small">
      <div>
        <dt>Shape</dt>
        <dd>
          {before !== '' && `${before} → `}
          {facts ? shapeText(facts.shape) : '?'}
        </dd>
      </div>
      {facts && (
        <>
          <Fact name="Learned" value={compact(facts.parameters)} title={`${exact(facts.parameters)} learned numbers`} />
          <Fact name="FLOP" value={compact(facts.flops)} title={`${exact(facts.flops)} operations for one example`} />
          <Fact name="Memory" value={bytesText(facts.activation_bytes)} title="What it gives, for one example" />
          {seen && <Fact name="Sees" value={shapeText(seen)} title="Pixels of the input that one output looks at" />}
        </>
      )}
    </dl>
  );
}

function Fact({ name, value, title }: { name: string; value: string; title: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
