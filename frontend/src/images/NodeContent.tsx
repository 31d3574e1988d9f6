import { type MouseEvent, useEffect, useMemo, useRef } from 'react';
import { UnitTags } from '@/inside/UnitTags';
import { placeAt } from '@/paint/atlas';
import { isImages } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useWatch } from '@/state/latest';
import { look } from '@/state/looking';
import { useScreen } from '@/state/screen';
import { useTheme } from '@/state/theme';
import { usePlaneFields } from '@/tables/axes';
import { ClassBars } from './ClassBars';
import { Lines } from './Lines';
import { useMaps } from './maps_view';
import { contentLayout, paintNode, type Source } from './node_painter';
import { scaleText } from './scale_text';

interface NodeContentProps {
  /** The id of the node. */
  node: string;
  /** The shape of what it gives for one example, channels last. */
  shape: number[];
  /** Maps shown at most; as many as there is room for where it is left out. */
  most?: number;
}

/** With more classes than this, an output is shown like any vector. */
const MOST_BARS = 12;

/** What a node makes of the image that is looked at, chosen by the rank of its output: maps, lines or units. */
export function NodeContent({ node, shape, most }: NodeContentProps) {
  const points = useProject((state) => !isImages(state.spec.data));
  const last = useProject((state) => !state.spec.network.edges.some(([from]) => from === node));
  if (points) return shape.length === 1 ? <PointUnits node={node} shape={shape} /> : null;
  if (shape.length === 2) return <Lines node={node} shape={shape} />;
  if (shape.length === 1 && last && (shape[0] ?? 0) <= MOST_BARS) return <OutputBars />;
  return shape.length === 1 || shape.length === 3 ? <ImageMaps {...{ node, shape, most }} /> : null;
}

type PicturesProps = Omit<NodeContentProps, 'most'> & { most?: number | undefined };

function PointUnits(props: PicturesProps) {
  const fields = usePlaneFields();
  useWatch({ kind: 'units', ...fields });
  return <Pictures {...props} source="units" />;
}

function ImageMaps(props: PicturesProps) {
  useMaps();
  return <Pictures {...props} source="maps" />;
}

function OutputBars() {
  useMaps();
  return (
    <div className="node-content">
      <ClassBars />
    </div>
  );
}

/** What the pictures are, for those who do not see them. */
export function telling(shape: readonly number[], source: Source): string {
  const [first = 0, second = 0, third = 0] = shape;
  if (source === 'units') return `${first} ${first === 1 ? 'unit' : 'units'} over the plane`;
  if (shape.length === 3) return `${third} ${third === 1 ? 'map' : 'feature maps'} of ${first} × ${second}`;
  return `${first} units`;
}

function Pictures({ node, shape, most, source }: PicturesProps & { source: Source }) {
  const { session } = useGlass();
  const theme = useTheme();
  const over = useScreen((state) => state.scaleOver);
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<HTMLSpanElement>(null);
  const text = shape.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is the shape by value
  const layout = useMemo(() => contentLayout(shape, source, most), [text, source, most]);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let shown = '';
    return paintNode(session, element, {
      ...{ node, source, theme, over, most },
      onScale(reach, signed) {
        const next = scaleText(reach, signed, over);
        if (next === shown || !legend.current) return;
        shown = next;
        legend.current.textContent = next;
        legend.current.dataset['signed'] = String(signed);
      },
    });
  }, [session, node, source, theme, over, most]);

  function onClick(event: MouseEvent<HTMLButtonElement>): void {
    const box = canvas.current?.getBoundingClientRect();
    // A press of a key has no place: it opens the first map.
    const place =
      box && event.detail > 0
        ? placeAt(layout, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
        : null;
    look({ lens: { node, map: place?.map ?? 0 }, tab: 'sample', weights: false });
  }
  const picture = (
    <canvas
      ref={canvas}
      className="node-maps"
      role="img"
      aria-label={telling(shape, source)}
      style={{ aspectRatio: `${layout.width} / ${layout.height}`, maxInlineSize: `${72 * layout.columns}px` }}
    />
  );
  const left = layout.maps - layout.shown;
  return (
    <div className="node-content" data-rank={shape.length}>
      {source === 'maps' ? (
        <button
          type="button"
          className="node-enlarge"
          aria-label={`Enlarge ${telling(shape, source)}`}
          onClick={onClick}
        >
          {picture}
        </button>
      ) : (
        <div className="node-units" style={{ maxInlineSize: `${72 * layout.columns}px` }}>
          {picture}
          <UnitTags node={node} layout={layout} />
        </div>
      )}
      <div className="node-legend number">
        <span ref={legend} className="node-scale" />
        {left > 0 && <span className="quiet">+{left} more</span>}
      </div>
    </div>
  );
}
