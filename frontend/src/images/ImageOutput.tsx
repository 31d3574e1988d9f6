import { useEffect } from 'react';
import type { ScaleOver } from '@/paint/scale';
import { Segments } from '@/panels/Segments';
import { useGlass, useProject } from '@/state/glass';
import { type LookingState, look, useLooking } from '@/state/looking';
import { show, useScreen } from '@/state/screen';
import { ConfusionTab } from './ConfusionTab';
import { flatReaders } from './flat_weights';
import { GalleryTab } from './GalleryTab';
import { MapLens } from './MapLens';
import { useMaps } from './maps_view';
import { SampleTab } from './SampleTab';
import { WeightsTab } from './WeightsTab';

type Tab = LookingState['tab'] | 'weights';

const TABS = [
  ['sample', 'Sample'],
  ['confusion', 'Confusion'],
  ['gallery', 'Gallery'],
] as const satisfies readonly (readonly [Tab, string])[];
const WEIGHTS = ['weights', 'Weights'] as const;

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
  const weighs = useProject(({ spec }) => flatReaders(spec.network).length > 0);
  const weights = useLooking((state) => state.weights) && weighs;
  useMaps();
  useWeightsOfOne();
  const shown: Tab = weights ? 'weights' : tab;
  return (
    <>
      <div className="panel-head">
        <h2 className={weighs ? 'hidden-visually' : undefined}>Output</h2>
        <Segments
          label="Output shown"
          value={shown}
          options={weighs ? [...TABS, WEIGHTS] : TABS}
          onChange={(next) => look(next === 'weights' ? { weights: true } : { weights: false, tab: next, lens: null })}
        />
      </div>
      <div className="image-view">
        {shown === 'weights' && <WeightsTab />}
        {shown === 'confusion' && <ConfusionTab />}
        {shown === 'gallery' && <GalleryTab />}
        {shown === 'sample' && (lens ? <MapLens {...lens} key={lens.node} /> : <SampleTab />)}
      </div>
      {shown === 'sample' && (
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

/** A network that is one unit over an image is its weights: they are what it opens with. */
function useWeightsOfOne(): void {
  const { project } = useGlass();
  const opened = useProject((state) => state.opened);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is opened as a whole decides
  useEffect(() => {
    const [reader, ...others] = flatReaders(project.getState().spec.network);
    look({ weights: reader?.node.units === 1 && others.length === 0 });
  }, [project, opened]);
}
