import type { ScaleOver } from '@/paint/scale';
import { Segments } from '@/panels/Segments';
import { type LookingState, look, useLooking } from '@/state/looking';
import { show, useScreen } from '@/state/screen';
import { ConfusionTab } from './ConfusionTab';
import { GalleryTab } from './GalleryTab';
import { MapLens } from './MapLens';
import { useMaps } from './maps_view';
import { SampleTab } from './SampleTab';

const TABS = [
  ['sample', 'Sample'],
  ['confusion', 'Confusion'],
  ['gallery', 'Gallery'],
] as const satisfies readonly (readonly [LookingState['tab'], string])[];

const SCALES = [
  ['unit', 'map'],
  ['layer', 'layer'],
  ['network', 'network'],
] as const satisfies readonly (readonly [ScaleOver, string])[];

/** The upper part of the output of a network of images: one sample, the confusion matrix, or a gallery. */
export function ImageOutput() {
  const tab = useLooking((state) => state.tab);
  const lens = useLooking((state) => state.lens);
  const over = useScreen((state) => state.scaleOver);
  useMaps();
  return (
    <>
      <div className="panel-head">
        <h2>Output</h2>
        <Segments
          label="Output shown"
          value={tab}
          options={TABS}
          onChange={(next) => look({ tab: next, lens: null })}
        />
      </div>
      <div className="image-view">
        {tab === 'confusion' && <ConfusionTab />}
        {tab === 'gallery' && <GalleryTab />}
        {tab === 'sample' && (lens ? <MapLens {...lens} key={lens.node} /> : <SampleTab />)}
      </div>
      {tab === 'sample' && (
        <div className="scale-choice">
          <span className="small quiet">One colour scale per</span>
          <Segments
            label="One colour scale per"
            value={over}
            options={SCALES}
            onChange={(next) => show({ scaleOver: next })}
          />
        </div>
      )}
    </>
  );
}
