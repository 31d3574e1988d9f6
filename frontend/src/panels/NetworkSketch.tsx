import { arranged, type Size } from '@/canvas/arrange';
import { uprightOf } from '@/canvas/flow';
import { sceneOf } from '@/canvas/scene';
import { exitOf } from '@/editor/blocks';
import { drawingOf } from '@/editor/template_blocks';
import type { BuiltTemplate, Outline } from '@/protocol/names';

const CARD: Size = { width: 74, height: 26 };
const GATE: Size = { width: 18, height: 18 };
const BOARD: Size = { width: 440, height: 260 };
const ROOM_PX = 8;

/** A network in little: its blocks where the canvas will have them, each with size and number of its maps. */
export function NetworkSketch({ built, outline }: { built: BuiltTemplate; outline: Outline | null }) {
  const { network } = built.spec;
  const scene = sceneOf(network, drawingOf(network, built.blocks).blocks);
  const gates = new Set(network.nodes.filter(({ kind }) => kind === 'gate').map(({ id }) => id));
  const sizes = new Map(scene.cards.map(({ id }) => [id, gates.has(id) ? GATE : CARD]));
  const places = arranged(scene, sizes, BOARD);
  const box = (id: string) => ({ id, ...(places[id] ?? { x: 0, y: 0 }), ...(sizes.get(id) ?? CARD) });
  const boxes = scene.cards.map(({ id }) => box(id));
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const width = Math.max(...boxes.map((one) => one.x + one.width)) - left;
  const height = Math.max(...boxes.map((one) => one.y + one.height)) - top;
  const telling = (nodes: readonly string[]): string => {
    const exit = nodes.length > 1 ? exitOf(network, nodes) : nodes[0];
    const [rows, columns, maps] = (exit && outline?.nodes[exit]?.shape) || [];
    if (rows === undefined || maps === undefined) return '';
    return `${rows === columns ? `${rows}²` : `${rows}×${columns}`} × ${maps}`;
  };
  return (
    <svg
      className="network-sketch"
      viewBox={`${left - ROOM_PX} ${top - ROOM_PX} ${width + 2 * ROOM_PX} ${height + 2 * ROOM_PX}`}
      role="img"
      aria-label={`The network: ${scene.cards.length} parts, ${gates.size} skip connections`}
    >
      {scene.wires.map(({ id, from, to }) => {
        const [start, end] = [box(from), box(to)];
        const way = uprightOf(start, end) ?? {
          sourceX: start.x + start.width,
          sourceY: start.y + start.height / 2,
          targetX: end.x,
          targetY: end.y + end.height / 2,
        };
        return <line key={id} x1={way.sourceX} y1={way.sourceY} x2={way.targetX} y2={way.targetY} />;
      })}
      {scene.cards.map(({ id, nodes, block }) => {
        const { x, y, width: wide, height: high } = box(id);
        if (gates.has(id))
          return <circle key={id} cx={x + wide / 2} cy={y + high / 2} r={high / 2 - 3} className="sketch-gate" />;
        return (
          <g key={id}>
            <rect {...{ x, y }} width={wide} height={high} rx={5} data-block={block !== null || undefined} />
            <text x={x + wide / 2} y={y + high / 2}>
              {telling(nodes)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
