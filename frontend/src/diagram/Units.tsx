import { type KeyboardEvent, memo, useEffect, useRef, useState } from 'react';
import { useFacts, useHold } from '@/editor/edit';
import { plain } from '@/editor/fields/ladder';
import { isHeld, unitEntry } from '@/editor/held';
import { wholeTaskOf } from '@/editor/task';
import { spokenOf, UnitTag, unitNumbersNow } from '@/inside/UnitTag';
import { useGlass, useProject } from '@/state/glass';
import { useMayChange } from '@/state/permits';
import { select, show, useScreen } from '@/state/screen';
import type { Layout } from './layout';
import { type Column, unitTitle } from './network';
import { learnedIn } from './numbers';
import { UnitPicture } from './UnitPicture';

interface UnitsProps {
  columns: Column[];
  layout: Layout;
  features: readonly string[];
}

/** Where the keyboard stands: a unit, or with `unit` -1 the layer itself. */
interface Place {
  column: number;
  unit: number;
}

function moved({ column, unit }: Place, key: string, columns: Column[]): Place | null {
  const count = columns[column]?.count ?? 0;
  const sideways = (to: number): Place | null => {
    const there = columns[to];
    return there ? { column: to, unit: Math.min(unit, there.count - 1) } : null;
  };
  switch (key) {
    case 'ArrowDown':
      return unit + 1 < count ? { column, unit: unit + 1 } : null;
    case 'ArrowUp':
      return unit >= 0 ? { column, unit: unit - 1 } : null;
    case 'ArrowRight':
      return sideways(column + 1);
    case 'ArrowLeft':
      return sideways(column - 1);
    case 'Home':
      return { column: 0, unit: 0 };
    case 'End':
      return { column: columns.length - 1, unit: 0 };
    default:
      return null;
  }
}

/** The units as pictures, and for screen readers and the keyboard a tree of layers and units. */
export const Units = memo(function Units({ columns, layout, features }: UnitsProps) {
  const tree = useRef<HTMLDivElement>(null);
  const { project } = useGlass();
  const hold = useHold();
  const may = useMayChange('network');
  const [place, setPlace] = useState<Place>({ column: 1, unit: 0 });
  const held =
    columns[place.column] && place.unit < (columns[place.column]?.count ?? 0) ? place : { column: 0, unit: 0 };
  useSpokenNumbers(tree, columns, features);

  function onKeyDown(event: KeyboardEvent): void {
    const column = columns[held.column];
    if (!column) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      choose(column, held.unit);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#inspector')?.focus());
      return;
    }
    if (event.key.toLowerCase() === 'x' && !event.ctrlKey && !event.metaKey && held.unit >= 0) {
      event.preventDefault();
      event.stopPropagation();
      if (column.kind !== 'output' && may) {
        const entry = unitEntry(column.node, held.unit);
        hold([entry], !isHeld(project.getState().spec.network, entry));
      }
      return;
    }
    const next = moved(held, event.key, columns);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    setPlace(next);
    const item = tree.current?.querySelector<HTMLElement>(`[data-place="${next.column} ${next.unit}"]`);
    item?.focus();
  }

  return (
    <div ref={tree} role="tree" aria-label="Network" className="units" onKeyDown={onKeyDown}>
      {columns.map((column, index) => (
        <Layer
          key={column.node}
          {...{ column, index, layout, features, held }}
          onHold={(unit) => setPlace({ column: index, unit })}
        />
      ))}
    </div>
  );
});

function choose(column: Column, unit: number): void {
  select(unit < 0 ? { kind: 'layer', node: column.node } : { kind: 'unit', node: column.node, unit });
}

interface LayerProps extends Omit<UnitsProps, 'columns'> {
  column: Column;
  index: number;
  held: Place;
  onHold: (unit: number) => void;
}

function Layer({ column, index, layout, features, held, onHold }: LayerProps) {
  const selection = useScreen((state) => state.selection);
  const facts = useFacts();
  const task = useProject((state) => wholeTaskOf(state.spec.data, facts));
  const heldUnits = useProject((state) => state.spec.network.held) ?? NONE;
  const at = layout.columns[index];
  if (!at) return null;
  const isHeld = (unit: number) => held.column === index && held.unit === unit;
  const chosen = (unit: number) =>
    unit < 0
      ? selection?.kind === 'layer' && selection.node === column.node
      : selection?.kind === 'unit' && selection.node === column.node && selection.unit === unit;
  const activation = column.layer ? `, ${column.layer.dense.activation.replaceAll('_', ' ')}` : '';
  return (
    <div
      role="treeitem"
      aria-level={1}
      aria-expanded
      aria-selected={chosen(-1)}
      aria-label={`${column.title}, ${column.count} ${column.count === 1 ? 'unit' : 'units'}${activation}`}
      className="layer"
      data-place={`${index} -1`}
      tabIndex={isHeld(-1) ? 0 : -1}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: the group of a tree, no fieldset */}
      <div role="group">
        {at.ys.map((y, unit) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled by the tree
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a unit has no other name than its number
            key={unit}
            role="treeitem"
            aria-level={2}
            aria-selected={chosen(unit)}
            aria-label={unitTitle(column, unit, features)}
            className="unit"
            data-held={heldUnits.includes(unitEntry(column.node, unit)) || undefined}
            data-place={`${index} ${unit}`}
            data-unit={`${column.node} ${unit}`}
            tabIndex={isHeld(unit) ? 0 : -1}
            style={{ left: at.x - at.size / 2, top: y - at.size / 2, width: at.size, height: at.size }}
            onPointerEnter={(event) => event.pointerType === 'mouse' && show({ hovered: { node: column.node, unit } })}
            onPointerLeave={() => show({ hovered: null })}
            onFocus={() => {
              onHold(unit);
              show({ hovered: { node: column.node, unit } });
            }}
            onBlur={() => show({ hovered: null })}
            onClick={() => {
              onHold(unit);
              choose(column, unit);
            }}
          >
            <UnitPicture node={column.node} unit={unit} decides={column.kind === 'output' && task === 'binary'} />
            <UnitTag
              {...{ node: column.node, unit }}
              drop={column.layer?.dropout?.id ?? null}
              terse={at.size < ROOM_PX}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Smaller pictures have no room for a number. */
const ROOM_PX = 40;
const NONE: readonly string[] = [];
const SPOKEN_EVERY_MS = 1000;

/** Keeps what a screen reader says of a unit up to date, past React. */
function useSpokenNumbers(
  tree: React.RefObject<HTMLDivElement | null>,
  columns: Column[],
  features: readonly string[],
): void {
  const { session, project } = useGlass();
  useEffect(() => {
    const tell = (): void => {
      const { network } = project.getState().spec;
      const learned = learnedIn(session.tensors, session.run.store.getState().run);
      for (const [index, column] of columns.entries()) {
        if (!column.layer) continue;
        const inputs = columns[index - 1]?.count ?? 0;
        for (let unit = 0; unit < column.count; unit += 1) {
          const bias = learned.bias(column.node, unit);
          const item = tree.current?.querySelector(`[data-place="${index} ${unit}"]`);
          const part = bias === undefined ? '' : `, bias ${plain(Number(bias.toFixed(2)))}`;
          const drop = column.layer.dropout?.id ?? null;
          const more = spokenOf(unitNumbersNow(session, { node: column.node, unit, drop }));
          const silent = isHeld(network, unitEntry(column.node, unit)) ? ', held at zero' : '';
          item?.setAttribute(
            'aria-label',
            `${unitTitle(column, unit, features)}${part}, ${inputs} inputs${silent}${more}`,
          );
        }
      }
    };
    tell();
    const timer = setInterval(tell, SPOKEN_EVERY_MS);
    return () => clearInterval(timer);
  }, [session, project, tree, columns, features]);
}
