import { useEffect } from 'react';
import { MapLens } from '@/images/MapLens';
import { useMaps } from '@/images/maps_view';
import { PARTS, partTitle } from '@/images/SampleStrip';
import { Segments } from '@/panels/Segments';
import type { DataPart } from '@/protocol/names';
import { useRun } from '@/state/glass';
import { look, useLooking } from '@/state/looking';
import { type MaskingState, mask, useMasking } from '@/state/masking';
import { type KnownMasks, useKnownMasks } from './hooks';
import { MaskLegend } from './MaskLegend';
import { OneTab } from './OneTab';
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
  useMaps();
  useArrival(known);
  return (
    <>
      <div className="panel-head">
        <h2>Output</h2>
        <Segments
          label="Output shown"
          value={tab}
          options={TABS}
          onChange={(next) => {
            mask({ tab: next });
            look({ lens: null });
          }}
        />
      </div>
      <div className="image-view mask-view">
        {lens ? (
          <MapLens {...lens} key={lens.node} />
        ) : (
          <>
            <div className="strip-head">
              <Segments label="Part of the data" value={part} options={PARTS} onChange={choosePart} />
              <span className="small quiet number">{countText(known, part)}</span>
            </div>
            {known.masked ? <Shown tab={tab} known={known} /> : <Waiting />}
          </>
        )}
      </div>
    </>
  );
}

function choosePart(part: DataPart): void {
  look({ part, index: 0, drawing: false, drawn: null });
  mask({ first: 0, tool: 'look', ownImage: null, ownTruth: null });
}

function countText({ masked, counts }: KnownMasks, part: DataPart): string {
  const count = counts[part];
  return masked && count !== undefined ? `${count.toLocaleString('en-GB')} ${count === 1 ? 'image' : 'images'}` : '';
}

function Shown({ tab, known }: { tab: MaskingState['tab']; known: KnownMasks }) {
  const part = useLooking((state) => state.part);
  if ((known.counts[part] ?? 0) === 0) {
    return <p className="small quiet">{partTitle(part)}: this part of the data has no images.</p>;
  }
  if (tab === 'regions') return <RegionsTab />;
  return (
    <>
      {tab === 'several' ? <SeveralTab known={known} /> : <OneTab known={known} />}
      <MaskLegend names={known.names} />
      <ViewControls names={known.names} />
    </>
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
