import { BookmarkPlus } from 'lucide-react';
import { Button } from 'react-aria-components';
import { predictedMask } from '@/paint/mask_scene';
import { Segments } from '@/panels/Segments';
import type { Correction } from '@/protocol/names';
import { correctionsOf, isImages } from '@/protocol/spec';
import { useGlass, useProject } from '@/state/glass';
import { useLooking } from '@/state/looking';
import { mask, useMasking } from '@/state/masking';
import { useMayChange } from '@/state/permits';
import type { MaskBoard } from './board';
import { BrushRow } from './CoverTools';
import type { KnownMasks } from './hooks';
import { endPainting } from './painting';
import { masksIn } from './reading';
import { LONGEST, MOST, placeAfter, runsOf, withCorrection } from './runs';

interface CorrectToolsProps {
  /** What is painted on; null while the mask is not being corrected. */
  board: MaskBoard | null;
  names: readonly string[];
  source: number;
  known: KnownMasks;
}

/** Corrects the mask with a brush and adds it to the training set; tells of an image whose mask was corrected. */
export function CorrectTools({ board, names, source, known }: CorrectToolsProps) {
  const { project, session } = useGlass();
  const data = useProject((state) => state.spec.data);
  const part = useLooking((state) => state.part);
  const painted = useMasking((state) => state.painted);
  const truth = useMasking((state) => state.ownTruth);
  const may = useMayChange('data');
  const corrections = correctionsOf(data);
  const kept = corrections.some((one) => one.source === source);
  const changed = truth !== null && board?.changed().mask === true;
  const runs = board && changed ? runsOf(board.paper().mask) : '';

  function put(next: readonly Correction[]): void {
    const { spec, commit } = project.getState();
    if (isImages(spec.data)) commit({ ...spec, data: { ...spec.data, corrections: next } });
  }
  function add(): void {
    if (!board) return;
    put(withCorrection(corrections, { source, mask: runsOf(board.paper().mask) }));
    const index = placeAfter(known.counts.train ?? 0, part === 'train');
    mask({ arriving: { run: known.run, part: 'train', index } });
    endPainting();
  }
  function fromPrediction(): void {
    const scene = masksIn(session.tensors.get(session.run.store.getState().run ?? '', 'masks:one'))?.scenes[0];
    if (!scene || !board) return;
    const found = new Uint8Array(scene.height * scene.width);
    if (predictedMask(scene, useMasking.getState().threshold, found)) board.putMask(found);
  }
  const refused = refusal(runs, kept ? corrections.length - 1 : corrections.length);
  return (
    <>
      {board && (
        <div className="mask-tools">
          <Segments
            label="Class that is painted"
            value={String(Math.min(painted, names.length - 1))}
            options={names.map((name, number) => [String(number), number === 0 ? `Erase (${name})` : name] as const)}
            onChange={(id) => mask({ painted: Number(id) })}
          />
          <BrushRow board={board} />
          <div className="mask-row">
            <Button className="button" onPress={fromPrediction}>
              Take the prediction
            </Button>
            {may && (
              <Button className="button button-accent" isDisabled={!changed || refused !== null} onPress={add}>
                <BookmarkPlus size={15} aria-hidden /> Add to the training set
              </Button>
            )}
          </div>
          <p className="small quiet" role="status">
            {refused ??
              (changed
                ? `Dice and loss are of your mask.${may ? ' Added, its image trains and no longer judges.' : ''}`
                : 'Paint where the mask is wrong: Dice and loss follow.')}
          </p>
        </div>
      )}
      {!board && kept && (
        <div className="mask-note small" role="status">
          <span>Your mask: this image now trains and no longer judges.</span>
          {may && (
            <Button className="button" onPress={() => put(corrections.filter((one) => one.source !== source))}>
              Take back
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** Why a mask cannot be added; null when it can. */
function refusal(runs: string, others: number): string | null {
  if (runs.length > LONGEST) {
    return `This mask is too ragged to be kept: ${runs.length.toLocaleString('en-GB')} characters, at most ${LONGEST.toLocaleString('en-GB')}. Smooth its outline.`;
  }
  return others >= MOST ? `${MOST} masks were corrected already; take one back first.` : null;
}
