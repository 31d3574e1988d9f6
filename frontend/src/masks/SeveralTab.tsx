import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { partTitle } from '@/images/SampleStrip';
import { diceOf, meanDice } from '@/paint/mask_scene';
import { IconButton } from '@/panels/IconButton';
import { Segments } from '@/panels/Segments';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { look, useLooking } from '@/state/looking';
import { type MaskingState, mask, useMasking } from '@/state/masking';
import { type KnownMasks, severalView, useMaskCanvas } from './hooks';
import { masksIn } from './reading';
import { diceText } from './telling';

const SHOWN = 6;
const RATE_HZ = 10;

const ORDERS = [
  ['first', 'In order'],
  ['worst', 'Worst first'],
  ['best', 'Best first'],
] as const satisfies readonly (readonly [MaskingState['order'], string])[];

/** Several images at once with their masks, a page at a time. */
export function SeveralTab({ known }: { known: KnownMasks }) {
  const { session } = useGlass();
  const part = useLooking((state) => state.part);
  const order = useMasking((state) => state.order);
  const first = useMasking((state) => state.first);
  const count = known.counts[part] ?? 0;
  const view = severalView(part, { order, first }, SHOWN);
  useWatch(view, RATE_HZ);
  const frame = () => masksIn(session.tensors.get(session.run.store.getState().run ?? '', 'masks'));
  // Numbers and places change at human speed; the pictures are painted past React.
  const text = useLatest(view, () => {
    const set = frame();
    const numbers = set ? Array.from(set.index).slice(0, set.scenes.length) : [];
    return `${set?.total ?? -1} ${numbers.join(',')}`;
  });
  const [judged = '-1', listed = ''] = text.split(' ');
  const indices = listed === '' ? [] : listed.split(',').map(Number);
  useEffect(() => {
    if (count > 0 && first >= count) mask({ first: Math.floor((count - 1) / SHOWN) * SHOWN });
  }, [count, first]);
  const step = (by: 1 | -1) => mask({ first: Math.max(0, first + by * SHOWN) });
  return (
    <>
      <div className="mask-row">
        <Segments
          label="Order of the images"
          value={order}
          options={ORDERS}
          onChange={(next) => mask({ order: next, first: 0 })}
        />
        <div className="mask-pages">
          <IconButton label="Images before" isDisabled={first === 0} onPress={() => step(-1)}>
            <ChevronLeft size={16} aria-hidden />
          </IconButton>
          <span className="small quiet number">
            {first + 1}–{Math.min(count, first + SHOWN)}
          </span>
          <IconButton label="Images after" isDisabled={first + SHOWN >= count} onPress={() => step(1)}>
            <ChevronRight size={16} aria-hidden />
          </IconButton>
        </div>
      </div>
      {order !== 'first' && judged === '0' && (
        <p className="small quiet" role="status">
          The order comes with the first evaluation: press Play.
        </p>
      )}
      {indices.length === 0 && judged !== '0' && (
        <p className="small quiet" role="status">
          Waiting for the first masks.
        </p>
      )}
      {indices.length > 0 && (
        <ListBox
          className="mask-grid"
          aria-label={`${partTitle(part)} images with their masks`}
          layout="grid"
          onAction={(key) => choose(indices[Number(key)] ?? 0)}
        >
          {indices.map((index, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places of a grid, so that their canvases stay
            <ListBoxItem key={at} id={at} textValue={`Image ${index + 1}`} className="mask-item">
              <Tile at={at} />
            </ListBoxItem>
          ))}
        </ListBox>
      )}
    </>
  );
}

function choose(index: number): void {
  look({ index, drawing: false, drawn: null });
  mask({ tab: 'one', tool: 'look', ownImage: null, ownTruth: null });
}

/** One image of the page, with its number and its Dice. */
function Tile({ at }: { at: number }) {
  const { session } = useGlass();
  const said = useRef<HTMLSpanElement>(null);
  const set = () => masksIn(session.tensors.get(session.run.store.getState().run ?? '', 'masks'));
  const canvas = useMaskCanvas({
    key: 'masks',
    line: 1.4,
    scene: () => set()?.scenes[at] ?? null,
    onPaint({ truth, classes }, view) {
      const predicted = view.predicted();
      const number = (set()?.index[at] ?? at) + 1;
      const dice = truth && predicted ? diceText(meanDice(diceOf(truth, predicted, classes))) : '–';
      if (said.current) said.current.textContent = `${number} · Dice ${dice}`;
    },
  });
  return (
    <>
      <canvas ref={canvas} className="mask-canvas" width={1} height={1} aria-hidden />
      <span ref={said} className="mask-said number" />
    </>
  );
}
