import type { Node } from '@xyflow/react';
import type { Catalog, NetworkSpec, Outline } from '@/protocol/names';
import { frameAround, type Places, type Sizes, USUAL } from './arrange';
import type { Scene } from './scene';
import { entryOf, exact, parametersText, shapeText } from './telling';
import type { Upright, WireData } from './WireLine';
import type { Box } from './wrap';

interface Showing {
  scene: Scene;
  places: Places;
  sizes: Sizes;
  selected: ReadonlySet<string>;
  /** The one card that the Tab key leads to. */
  held: string | null;
  names: ReadonlyMap<string, string>;
}

/** Keeps the object of every node that stays as it was, so that nothing draws it again. */
export function createFlow() {
  let kept = new Map<string, { mark: string; node: Node }>();

  const keep = (into: typeof kept, node: Node): Node => {
    const { id, type, position, selected, width, height, ariaLabel, domAttributes, measured } = node;
    const mark = JSON.stringify([type, position, selected, width, height, ariaLabel, domAttributes, measured]);
    const before = kept.get(id);
    const entry = before?.mark === mark ? before : { mark, node };
    into.set(id, entry);
    return entry.node;
  };

  return function nodesOf({ scene, places, sizes, selected, held, names }: Showing): Node[] {
    const next: typeof kept = new Map();
    const cards = scene.cards.map(({ id, block }): Node => {
      const size = sizes.get(id);
      const chosen = selected.has(id);
      return keep(next, {
        id,
        type: block ? 'block' : 'layer',
        position: places[id] ?? { x: 0, y: 0 },
        data: {},
        selected: chosen,
        ...(size ? { measured: size } : {}),
        ariaLabel: `${names.get(id) ?? id}${chosen ? ', selected' : ''}`,
        domAttributes: { tabIndex: id === held ? 0 : -1 },
      });
    });
    const frames = scene.frames.flatMap(({ id, block, copy, nodes }): Node[] => {
      const box = frameAround(nodes, places, sizes);
      if (!box) return [];
      const { x, y, width, height } = box;
      const still = { selectable: false, draggable: false, connectable: false, focusable: false, zIndex: -1 };
      return [
        keep(next, {
          ...{ id, type: 'frame', position: { x, y }, width, height, data: { block: block.id, copy }, ...still },
          measured: { width, height },
          style: { pointerEvents: 'none' },
        }),
      ];
    });
    kept = next;
    return [...frames, ...cards];
  };
}

interface Wiring {
  scene: Scene;
  chosen: readonly string[];
  gaps: readonly number[];
  places: Places;
  sizes: Sizes;
  /** How much the gates let through, by their ids. */
  open: ReadonlyMap<string, number>;
}

export function edgesOf({ scene, chosen, gaps, places, sizes, open }: Wiring): WireData[] {
  const box = (id: string): Box => ({ id, ...(places[id] ?? { x: 0, y: 0 }), ...(sizes.get(id) ?? USUAL) });
  return scene.wires.map(({ id, from, to, edges }) => {
    const upright = scene.course ? uprightOf(box(from), box(to)) : null;
    const through = open.get(from) ?? open.get(to);
    return {
      ...{ id, source: from, target: to, type: 'wire' as const, selected: chosen.includes(id), focusable: false },
      data: {
        ...{ node: edges[0]?.[0] ?? '', edges, gaps },
        ...(upright ? { upright } : {}),
        ...(through === undefined ? {} : { through }),
      },
    };
  });
}

/** In a U what leads to another level runs from the bottom of one card to the top of the next, or the other way round. */
export function uprightOf(from: Box, to: Box): Upright | null {
  const [sourceX, targetX] = [from.x + from.width / 2, to.x + to.width / 2];
  if (to.y >= from.y + from.height)
    return { down: true, sourceX, sourceY: from.y + from.height, targetX, targetY: to.y };
  if (from.y >= to.y + to.height) return { down: false, sourceX, sourceY: from.y, targetX, targetY: to.y + to.height };
  return null;
}

/** What a screen reader says of each card. */
export function namesOf(
  scene: Scene,
  network: NetworkSpec,
  catalog: Catalog | null,
  outline: Outline | null,
): Map<string, string> {
  const byId = new Map(network.nodes.map((node) => [node.id, node]));
  return new Map(
    scene.cards.map(({ id, block, nodes }) => {
      if (block) return [id, `Block ${block.name}, ${block.copies.length} times, ${nodes.length} layers`];
      const node = byId.get(id);
      const facts = outline?.nodes[id];
      const inputs = network.edges.filter(([, to]) => to === id).map(([from]) => from);
      const parts = [
        `${entryOf(catalog, node?.kind ?? '')?.title ?? node?.kind} ${id}`,
        node ? parametersText(node, catalog) : '',
        facts ? `gives ${shapeText(facts.shape)}` : '',
        facts && facts.parameters > 0 ? `${exact(facts.parameters)} learned numbers` : '',
        node?.kind === 'input' ? '' : inputs.length > 0 ? `reads ${inputs.join(' and ')}` : 'reads nothing',
        outline?.problems.find((problem) => problem.node === id)?.detail ?? '',
      ];
      return [id, parts.filter((part) => part !== '').join(', ')];
    }),
  );
}
