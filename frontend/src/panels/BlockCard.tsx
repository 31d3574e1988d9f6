import { useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { MOST_COPIES } from '@/editor/blocks';
import { useDesign } from '@/editor/edit';
import { Field } from '@/editor/fields/Field';
import { NumberBox } from '@/editor/fields/NumberBox';
import { useProject } from '@/state/glass';
import { GraphCard } from './GraphCard';

/** A block: what it is called, how often it stands in a row, whether it is folded. */
export function BlockCard({ block: id }: { block: string }) {
  const design = useDesign();
  const block = useProject(({ drawing }) => drawing.blocks.find((one) => one.id === id));
  const [draft, setDraft] = useState<string | null>(null);
  if (!block) return <GraphCard />;
  const times = block.copies.length;
  const rename = (): void => {
    const name = draft?.trim().slice(0, 60);
    if (name) design({ type: 'set_block', block: id, values: { name } });
    setDraft(null);
  };
  return (
    <div className="card card-block">
      <div className="card-fields">
        <h2>
          {block.name} <span className="quiet number small">{block.copies.flat().length} layers</span>
        </h2>
        <div className="card-row">
          <Field label="Name" hint="What this block is called.">
            {(describedBy) => (
              <input
                className="number-box"
                aria-label="Name"
                aria-describedby={describedBy}
                value={draft ?? block.name}
                onChange={(event) => setDraft(event.target.value)}
                onBlur={rename}
                onKeyDown={(event) => event.key === 'Enter' && rename()}
              />
            )}
          </Field>
          <NumberBox
            label="Repeat"
            hint="How often the block stands in a row. Each copy has weights of its own."
            value={times}
            min={1}
            max={MOST_COPIES}
            step={1}
            whole
            onChange={(next) => next !== null && design({ type: 'repeat', block: id, times: next }, `${id}.times`)}
          />
          <Field label="Folded" hint="Shows the block as one.">
            {(describedBy) => (
              <Switch
                className="switch"
                aria-label="Folded"
                aria-describedby={describedBy}
                isSelected={block.folded}
                onChange={(folded) => design({ type: 'set_block', block: id, values: { folded } })}
              >
                <span className="switch-track" />
                {block.folded ? 'yes' : 'no'}
              </Switch>
            )}
          </Field>
        </div>
      </div>
      <div className="card-formula">
        <p className="quiet small">
          The layers of a block are layers like any other: open the block to change them. Repeating it copies them.
        </p>
        <Button className="button" onPress={() => design({ type: 'ungroup', block: id })}>
          Ungroup
        </Button>
      </div>
    </div>
  );
}

/** Several things that are selected together. */
export function SelectionCard({ nodes }: { nodes: readonly string[] }) {
  const design = useDesign();
  return (
    <div className="card card-block">
      <div className="card-fields">
        <h2>
          {nodes.length} selected <span className="quiet small">{nodes.slice(0, 6).join(', ')}</span>
        </h2>
        <div className="toggles">
          <Button className="button" onPress={() => design({ type: 'group', nodes })}>
            Make a block
          </Button>
          <Button className="button" onPress={() => design({ type: 'delete', nodes, edges: [] })}>
            Delete
          </Button>
        </div>
      </div>
      <p className="card-formula quiet small">A block folds, and can be repeated in a row.</p>
    </div>
  );
}
