import type { TableColumn } from '@/protocol/library';
import { columnTelling } from './choosing';

const [WIDTH, HEIGHT, MOST] = [80, 26, 20];

/** How the cells of a column are spread: bins of numbers, or how often each text is there. */
export function Histogram({ column }: { column: TableColumn }) {
  const bars = (column.histogram.length > 0 ? column.histogram : column.counts).slice(0, MOST);
  const most = Math.max(1, ...bars);
  const step = WIDTH / Math.max(1, bars.length);
  return (
    <svg
      className="table-histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`How ${column.name} is spread: ${columnTelling(column)}`}
    >
      {bars.map((count, at) => {
        const height = (count / most) * (HEIGHT - 1);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name than their place
            key={at}
            x={at * step}
            y={HEIGHT - height}
            width={Math.max(0.5, step - 1)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
