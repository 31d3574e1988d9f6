import type { Session } from '@/live/session';
import { type AtlasLayout, boxOf } from '@/paint/atlas';
import { short } from '@/paint/numbers';
import type { NetworkSpec } from '@/protocol/names';
import { isDropout } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { UnitTag, unitNumbersNow } from './UnitTag';
import { useValuesView } from './values';

/** Smaller pictures have no room for a number, only for a cross. */
const MOST_COLUMNS = 6;
/** More numbers than these are not read out. */
const MOST_SPOKEN = 16;

/** The dropout that may silence the units of a node: the node itself, or the one that reads it. */
export function dropOf({ nodes, edges }: NetworkSpec, node: string): string | null {
  const readers = new Set(edges.filter(([from]) => from === node).map(([, to]) => to));
  const found = nodes.find((one) => isDropout(one) && (one.id === node || readers.has(one.id)));
  return found?.id ?? null;
}

/** What a screen reader says of the units of a node for the example that is shown; empty where none is. */
export function unitsTelling(
  session: Pick<Session, 'tensors' | 'run'>,
  node: string,
  units: number,
  drop: string | null,
) {
  const told: string[] = [];
  for (let unit = 0; unit < Math.min(units, MOST_SPOKEN); unit++) {
    const numbers = unitNumbersNow(session, { node, unit, drop });
    if (!numbers) return '';
    told.push(numbers.dropped ? 'dropped' : short(numbers.value));
  }
  return `For this sample: ${told.join(', ')}${units > MOST_SPOKEN ? ' …' : ''}`;
}

/** On the pictures of a node's units: what each gives for the example that is shown, and which ones are dropped for it. */
export function UnitTags({ node, layout }: { node: string; layout: AtlasLayout }) {
  const { session } = useGlass();
  const drop = useProject((state) => dropOf(state.spec.network, node));
  useWatch(useValuesView());
  const spoken = useLatest({ kind: 'values' }, () => unitsTelling(session, node, layout.maps, drop));
  return (
    <>
      {Array.from({ length: layout.shown }, (_, unit) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a unit has no other name than its number
        <span key={unit} className="unit-cell" data-cell={`${node} ${unit}`} style={boxOf(layout, unit)}>
          <UnitTag {...{ node, unit, drop }} terse={layout.columns > MOST_COLUMNS} />
        </span>
      ))}
      {spoken !== '' && <span className="hidden-visually">{spoken}</span>}
    </>
  );
}
