import { Minus, Plus, X } from 'lucide-react';
import { memo } from 'react';
import { useEdit } from '@/editor/edit';
import { FEATURE_SIGNS } from '@/editor/inputs';
import { MOST_LAYERS, MOST_UNITS } from '@/editor/stack';
import { useCatalog } from '@/state/glass';
import { select, useScreen } from '@/state/screen';
import { biasPlace } from './bias_marks';
import { type Layout, nameWidth } from './layout';
import { type Column, titleIn } from './network';

interface ControlsProps {
  columns: Column[];
  layout: Layout;
}

/** Width and depth, one click each, where they act. */
export const LayerControls = memo(function LayerControls({ columns, layout }: ControlsProps) {
  const full = columns.length - 2 >= MOST_LAYERS;
  return (
    <div className="layer-controls">
      {columns.map((column, index) => {
        const x = layout.columns[index]?.x ?? 0;
        const next = layout.columns[index + 1];
        return (
          <div key={column.node}>
            <Header column={column} x={x} />
            {next && <AddLayer after={column} x={(x + next.x) / 2} full={full} />}
          </div>
        );
      })}
    </div>
  );
});

function Header({ column, x }: { column: Column; x: number }) {
  const edit = useEdit();
  const catalog = useCatalog();
  const selected = useScreen(({ selection }) => selection?.kind === 'layer' && selection.node === column.node);
  const name = column.title.toLowerCase();
  const { node, count, layer } = column;
  if (!layer) {
    return (
      <div className="layer-header" style={{ left: x }}>
        <span className="layer-title">Features</span>
      </div>
    );
  }
  const activation = titleIn(
    catalog.phase === 'ready' ? catalog.catalog.activations : undefined,
    layer.dense.activation,
  );
  const setUnits = (units: number) => edit({ type: 'set_units', node, units });
  return (
    <div className="layer-header" style={{ left: x }}>
      <button
        type="button"
        className="layer-title layer-button"
        aria-pressed={selected}
        aria-label={`Inspect ${name}`}
        onClick={() => select({ kind: 'layer', node })}
      >
        {column.title}
      </button>
      <span className="layer-facts">
        {activation}
        {layer.dropout && <span className="badge">drops {Math.round(layer.dropout.rate * 100)} %</span>}
      </span>
      {column.kind === 'hidden' && (
        <span className="layer-tools">
          <Tool label={`Remove unit from ${name}`} disabled={count <= 1} onPress={() => setUnits(count - 1)}>
            <Minus size={13} aria-hidden />
          </Tool>
          <span className="number layer-count">{count}</span>
          <Tool label={`Add unit to ${name}`} disabled={count >= MOST_UNITS} onPress={() => setUnits(count + 1)}>
            <Plus size={13} aria-hidden />
          </Tool>
          <Tool label={`Remove ${name}`} onPress={() => edit({ type: 'remove_layer', node })}>
            <X size={13} aria-hidden />
          </Tool>
        </span>
      )}
    </div>
  );
}

function AddLayer({ after, x, full }: { after: Column; x: number; full: boolean }) {
  const edit = useEdit();
  return (
    <button
      type="button"
      className="add-layer"
      style={{ left: x }}
      disabled={full}
      aria-label={`Add layer after ${after.title.toLowerCase()}`}
      title={full ? `At most ${MOST_LAYERS} hidden layers` : 'Add a layer here'}
      onClick={() => edit({ type: 'add_layer', after: after.node })}
    >
      <Plus size={13} aria-hidden />
    </button>
  );
}

interface ToolProps {
  label: string;
  disabled?: boolean;
  onPress: () => void;
  children: React.ReactNode;
}

function Tool({ label, disabled = false, onPress, children }: ToolProps) {
  return (
    <button type="button" className="layer-tool" aria-label={label} title={label} disabled={disabled} onClick={onPress}>
      {children}
    </button>
  );
}

/** Signs are set like formulas, names like words. */
const SIGNS: ReadonlySet<string> = new Set(Object.values(FEATURE_SIGNS));

/** The names of the features, beside their pictures. */
export const FeatureSigns = memo(function FeatureSigns({
  features,
  layout,
}: {
  features: readonly string[];
  layout: Layout;
}) {
  const place = layout.columns[0];
  return features.map((feature, unit) => (
    <span
      key={feature}
      aria-hidden
      className="feature-sign"
      title={feature}
      data-named={!SIGNS.has(feature) || undefined}
      style={{
        maxInlineSize: nameWidth(layout),
        left: (place?.x ?? 0) - (place?.size ?? 0) / 2 - 6,
        top: place?.ys[unit],
      }}
    >
      {feature}
    </span>
  ));
});

/** Where biases can be clicked. The keyboard reaches them through the unit's card. */
export const BiasButtons = memo(function BiasButtons({ columns, layout }: ControlsProps) {
  return columns.flatMap((column, index) =>
    column.layer?.dense.bias
      ? (layout.columns[index]?.ys ?? []).map((y, unit) => {
          const [left, top] = biasPlace(layout.columns[index]?.x ?? 0, y, layout.size);
          return (
            <button
              type="button"
              // biome-ignore lint/suspicious/noArrayIndexKey: a unit has no other name than its number
              key={`${column.node} ${unit}`}
              className="bias-button"
              tabIndex={-1}
              style={{ left, top }}
              aria-label={`Bias of ${column.title.toLowerCase()}, unit ${unit + 1}`}
              title="Bias: what the unit adds to its sum. Click to change it."
              onClick={() => {
                select({ kind: 'unit', node: column.node, unit });
                requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#inspector-bias input')?.focus());
              }}
            />
          );
        })
      : [],
  );
});
