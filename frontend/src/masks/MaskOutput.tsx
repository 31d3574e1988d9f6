import { Maximize2, Minimize2 } from 'lucide-react';
import { useEffect } from 'react';
import { MapLens } from '@/images/MapLens';
import { useMaps } from '@/images/maps_view';
import { PARTS, partTitle } from '@/images/SampleStrip';
import { IconButton } from '@/panels/IconButton';
import { Segments } from '@/panels/Segments';
import type { DataPart } from '@/protocol/names';
import { useRun } from '@/state/glass';
import { look, useLooking } from '@/state/looking';
import { type MaskingState, mask, useMasking } from '@/state/masking';
import { useNarrow } from '@/state/theme';
import { type KnownMasks, useKnownMasks } from './hooks';
import { MaskLegend } from './MaskLegend';
import { OneTab } from './OneTab';
import { Pages } from './Pages';
import { RegionsTab } from './RegionsTab';
import { SeveralTab } from './SeveralTab';
import { ViewControls } from './ViewControls';

const TABS = [
  ['several', 'Masks'],
  ['one', 'One'],
  ['regions', 'Regions'],
] as const satisfies readonly (readonly [MaskingState['tab'], string])[];

/** The upper part of the output of a network that says a class for each pixel: several images, one, or its regions. */
export function MaskOutput() {
  const tab = useMasking((state) => state.tab);
  const lens = useLooking((state) => state.lens);
  const part = useLooking((state) => state.part);
  const known = useKnownMasks();
  const count = known.counts[part] ?? 0;
  const shown = !lens && known.masked && count > 0 && tab !== 'regions';
  useMaps();
  useArrival(known);
  return (
    <>
      <div className="panel-head">
        <h2>Output</h2>
        <div className="mask-head">
          <Segments
            label="Output shown"
            value={tab}
            options={TABS}
            onChange={(next) => {
              mask({ tab: next });
              look({ lens: null });
            }}
          />
          <WidthButton />
        </div>
      </div>
      {!lens && (
        <div className="mask-row">
          <Segments label="Part of the data" value={part} options={PARTS} onChange={choosePart} />
          {known.masked && <Pages tab={tab} count={count} />}
        </div>
      )}
      <div className={lens ? 'image-view' : 'image-view mask-view'}>
        {lens ? <MapLens {...lens} key={lens.node} /> : known.masked ? <Shown tab={tab} known={known} /> : <Waiting />}
      </div>
      {shown && <MaskLegend names={known.names} />}
    </>
  );
}

/** Makes room for the output, or gives it back to the diagram. */
function WidthButton() {
  const wide = useMasking((state) => state.wide);
  const narrow = useNarrow();
  if (narrow) return null;
  const Icon = wide ? Minimize2 : Maximize2;
  return (
    <IconButton label={wide ? 'Smaller output' : 'Larger output'} onPress={() => mask({ wide: !wide })}>
      <Icon size={15} aria-hidden />
    </IconButton>
  );
}

function choosePart(part: DataPart): void {
  look({ part, index: 0, drawing: false, drawn: null });
  mask({ first: 0, tool: 'look', ownImage: null, ownTruth: null });
}

function Shown({ tab, known }: { tab: MaskingState['tab']; known: KnownMasks }) {
  const part = useLooking((state) => state.part);
  if ((known.counts[part] ?? 0) === 0) {
    return <p className="small quiet">{partTitle(part)}: this part of the data has no images.</p>;
  }
  if (tab === 'regions') return <RegionsTab />;
  return (
    <div className="mask-body" data-tab={tab}>
      {tab === 'several' ? <SeveralTab /> : <OneTab known={known} />}
      <ViewControls names={known.names} />
    </div>
  );
}

function Waiting() {
  const status = useRun((state) => state.status);
  const queued = useRun((state) => state.queue_position);
  const place = queued === null ? '' : ` There are ${queued} before it.`;
  return (
    <p className="small quiet" role="status">
      {status === 'queued'
        ? `The run waits for a free place.${place}`
        : 'Waiting for the images and what the network makes of them.'}
    </p>
  );
}

/** Chooses an image that has just joined the training part, as soon as the new run has told of its images. */
function useArrival({ run, masked }: KnownMasks): void {
  const arriving = useMasking((state) => state.arriving);
  useEffect(() => {
    if (!arriving || !masked || run === '' || run === arriving.run) return;
    look({ part: arriving.part, index: arriving.index, drawing: false, drawn: null });
    mask({ arriving: null });
  }, [arriving, run, masked]);
}
