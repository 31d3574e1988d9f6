import { useMemo } from 'react';
import type { Document } from '@/protocol/projects';
import { sketchOf } from './figure';
import { fieldsIn, nodesOf } from './units';

/** A network in little. */
export function Sketch({ document }: { document: Document }) {
  const { width, height, marks, lines } = useMemo(() => sketchOf(document), [document]);
  const data = String(fieldsIn(document.spec['data'])['kind'] ?? 'no data');
  return (
    <svg
      className="sketch"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Network of ${nodesOf(document).size} layers on ${data.replaceAll('_', ' ')}`}
    >
      {lines.map(({ key, from, to }) => (
        <line key={key} x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />
      ))}
      {marks.map(({ key, x, y, width: wide, height: high, shape }) => (
        <rect
          key={key}
          {...{ x: x - wide / 2, y: y - high / 2, width: wide, height: high }}
          rx={shape === 'maps' ? 2.5 : wide / 2}
          data-shape={shape}
        />
      ))}
    </svg>
  );
}
