import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useStack } from '@/editor/edit';
import { signed } from '@/editor/fields/ladder';
import { useInputNames } from '@/editor/inputs';
import { useValuesView } from '@/inside/values';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { select } from '@/state/screen';
import { useNarrow } from '@/state/theme';
import { usePlaneFields } from '@/tables/axes';
import { useColumns } from './borrowed';
import { type EdgePlace, edgeAt, sameEdge, wiresOf } from './bundles';
import { BiasButtons, FeatureSigns, LayerControls } from './LayerControls';
import { type Box, layoutOf } from './layout';
import { learnedIn } from './numbers';
import { Units } from './Units';
import { Biases, Edges } from './Wiring';

function useBox(): [React.RefObject<HTMLDivElement | null>, Box] {
  const ref = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<Box>({ width: 700, height: 420 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setBox({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, box];
}

/** The network, alive: every unit shows what it answers, every edge its weight. */
export function Diagram() {
  const stack = useStack();
  const features = useInputNames();
  const [ref, box] = useBox();
  const [edge, setEdge] = useState<EdgePlace | null>(null);
  const label = useRef<HTMLDivElement>(null);
  const columns = useColumns();
  const narrow = useNarrow();
  const longest = Math.max(...features.map((name) => name.length));
  const layout = useMemo(() => {
    const needs = columns.map(({ count, kind }) => ({ count, tools: kind === 'hidden' }));
    return layoutOf(needs, box, narrow, longest);
  }, [columns, box, narrow, longest]);
  const wires = useMemo(() => wiresOf(columns, layout), [columns, layout]);
  const fields = usePlaneFields();
  useWatch({ kind: 'units', ...fields });
  useWatch({ kind: 'weights' });
  useWatch(useValuesView());

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const canvas = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - canvas.left, event.clientY - canvas.top];
    const over = event.target instanceof Element && event.target.closest('button, .unit') !== null;
    const found = over ? null : edgeAt(wires, x, y);
    // The label follows the pointer past React, which only hears of another edge.
    if (label.current) label.current.style.translate = `${x}px ${y}px`;
    setEdge((before) => (sameEdge(before, found) ? before : found));
  }
  function onClick(event: React.MouseEvent): void {
    const { target } = event;
    const button = target instanceof Element ? target.closest('button') : null;
    // Space plays: it must not press again what the pointer pressed.
    if (button && event.detail > 0) button.blur();
    if (button || (target instanceof Element && target.closest('.unit'))) return;
    select(edge ? { kind: 'edge', node: edge.node, unit: edge.unit, input: edge.input } : null);
  }

  if (!stack) return <p className="diagram-none">This network branches; the diagram shows stacks of layers.</p>;
  return (
    <div className="diagram" ref={ref}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: edges are in each unit's card for the keyboard */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div
        className="diagram-plane"
        data-edge={edge ? '' : undefined}
        style={{ width: layout.width, height: layout.height }}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setEdge(null)}
        onClick={onClick}
      >
        <Edges {...{ columns, layout }} hovered={edge} />
        <Units {...{ columns, layout, features }} />
        <Biases {...{ columns, layout }} />
        <BiasButtons {...{ columns, layout }} />
        <FeatureSigns {...{ features, layout }} />
        <LayerControls {...{ columns, layout }} />
        <div ref={label} className="edge-label-place">
          {edge && <EdgeLabel edge={edge} />}
        </div>
      </div>
    </div>
  );
}

function EdgeLabel({ edge }: { edge: EdgePlace }) {
  const { session } = useGlass();
  const value = useLatest({ kind: 'weights' }, () =>
    learnedIn(session.tensors, session.run.store.getState().run).weight(edge.node, edge.input, edge.unit),
  );
  if (value === undefined) return null;
  return <div className="edge-label number">weight {signed(value)}</div>;
}
