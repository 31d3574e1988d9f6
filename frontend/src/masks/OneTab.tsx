import { useEffect } from 'react';
import { partTitle } from '@/images/SampleStrip';
import { Segments } from '@/panels/Segments';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { stepSample, useLooking } from '@/state/looking';
import { type MaskTool, mask, useMasking } from '@/state/masking';
import { CorrectTools } from './CorrectTools';
import { CoverTools } from './CoverTools';
import { type KnownMasks, oneView } from './hooks';
import { beginPainting, usePainting } from './painting';
import { masksIn } from './reading';
import { Viewer } from './Viewer';

const RATE_HZ = 22;

const TOOLS = [
  ['look', 'Look'],
  ['image', 'Paint image'],
  ['mask', 'Correct mask'],
] as const satisfies readonly (readonly [MaskTool, string])[];

/** The chosen image, large: to read pixel by pixel, to paint over, and to correct its mask. */
export function OneTab({ known }: { known: KnownMasks }) {
  const { session } = useGlass();
  const part = useLooking((state) => state.part);
  const index = useLooking((state) => state.index);
  const ownImage = useMasking((state) => state.ownImage);
  const ownTruth = useMasking((state) => state.ownTruth);
  const tool = useMasking((state) => state.tool);
  const board = usePainting((state) => state.board);
  const count = known.counts[part] ?? 0;
  const view = oneView(part, index, { ownImage, ownTruth });
  useWatch(view, RATE_HZ);
  const frame = () => masksIn(session.tensors.get(session.run.store.getState().run ?? '', 'masks:one'));
  /** The number of the image in the whole set, once its own frame is here; -1 before. */
  const source = useLatest(view, () => {
    const set = frame();
    return set && set.index[0] === index ? (set.source[0] ?? -1) : -1;
  });
  const at = board ? board.paper().source : source;
  // A tool can be chosen before the image is here, and stays when another one is chosen.
  useEffect(() => {
    const scene = frame()?.scenes[0];
    if (tool !== 'look' && !board && scene && source >= 0) beginPainting(scene, source);
  });
  return (
    <>
      <Segments label="Tool" value={tool} options={TOOLS} onChange={(next) => mask({ tool: next })} />
      <Viewer
        label={`${partTitle(part)} image ${index + 1}`}
        names={known.names}
        onSample={(by) => stepSample(by, count)}
      />
      {tool === 'image' && board && <CoverTools board={board} />}
      <CorrectTools board={tool === 'mask' ? board : null} names={known.names} source={at} known={known} />
    </>
  );
}
