import { Pencil } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { isInput } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { look, useLooking } from '@/state/looking';
import { BigImage } from './BigImage';
import { useClasses } from './ClassBars';
import { DrawingCanvas } from './DrawingCanvas';
import { type Brush, DrawingTools, tintOf } from './DrawingTools';
import { boardOf, notedSample, noteSample } from './drawing_board';
import { inputImage } from './input_image';
import { Prediction } from './Prediction';
import { paperFromFile } from './picture_file';
import { className, mapsOf, samplesIn, truthIn } from './reading';
import { SampleSteps } from './SampleSteps';
import { partTitle, SampleStrip } from './SampleStrip';
import { SoftmaxView } from './SoftmaxView';

/** The chosen image and what the network says of it; below, others to choose and how it comes to its answer. */
export function SampleTab() {
  const drawing = useLooking((state) => state.drawing);
  return (
    <>
      {drawing ? <Drawn /> : <Chosen />}
      <SampleStrip />
      <SoftmaxView />
    </>
  );
}

function Chosen() {
  const { session } = useGlass();
  const input = useProject((state) => state.spec.network.nodes.find(isInput)?.id ?? '');
  const names = useClasses();
  const part = useLooking((state) => state.part);
  const index = useLooking((state) => state.index);
  const label = useLabel();
  const what = label === null ? '' : `: ${className(names, label)}`;
  function draw(): void {
    const frame = session.tensors.get(session.run.store.getState().run ?? '', 'maps');
    noteSample(inputImage(mapsOf(frame, input), null), truthIn(frame));
    look({ drawing: true });
  }
  return (
    <div className="sample">
      <BigImage label={`${partTitle(part)} image ${index + 1}${what}`} />
      <div className="sample-says">
        <Prediction />
        <div className="sample-deeds">
          <SampleSteps />
          <Button className="button" onPress={draw}>
            <Pencil size={15} aria-hidden /> Draw
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The class of the chosen image, where that is known. */
function useLabel(): number | null {
  const { session } = useGlass();
  return useLatest({ kind: 'maps' }, () => {
    const label = session.tensors.get(session.run.store.getState().run ?? '', 'maps')?.meta['label'];
    return typeof label === 'number' ? label : null;
  });
}

/** A board of the size of the data's images, which starts with the chosen one the first time it is asked to. */
function Drawn() {
  const { session } = useGlass();
  const part = useLooking((state) => state.part);
  const [problem, setProblem] = useState('');
  const [brush, setBrush] = useState<Brush>({ tool: 'brush', radius: 1.25, colour: '#ffd23c' });
  const images = useLatest({ kind: 'samples' }, () =>
    samplesIn(session.tensors, session.run.store.getState().run ?? '', part),
  );
  const { height = 0, width = 0, channels = 0 } = images ?? {};
  const board = useMemo(() => boardOf(height > 0 ? { height, width, channels } : null), [height, width, channels]);
  // The paper is shown to the network at once, empty as it is.
  useEffect(() => {
    if (board?.version() === 0) board.clear();
  }, [board]);
  if (!board) return <p className="small quiet">The size of the images is not known yet.</p>;

  function begin(): void {
    const noted = notedSample();
    if (noted) board?.begin(noted.paper, noted.label);
  }
  function open(file: File): void {
    setProblem('');
    paperFromFile(file, { height, width, channels }).then(
      (paper) => board?.begin(paper, null),
      (thrown: unknown) => setProblem(thrown instanceof Error ? thrown.message : String(thrown)),
    );
  }
  return (
    <div className="sample sample-drawn">
      <DrawingCanvas board={board} radius={brush.radius} tint={tintOf(brush, channels)} tool="brush" />
      <div className="sample-says">
        <Prediction />
        <Button className="button" onPress={() => look({ drawing: false })}>
          Back to the sample
        </Button>
      </div>
      <DrawingTools
        brush={brush}
        coloured={channels >= 3}
        onBrush={setBrush}
        onClear={board.clear}
        onInvert={board.invert}
        onBegin={begin}
        onFile={open}
        problem={problem}
      />
    </div>
  );
}
