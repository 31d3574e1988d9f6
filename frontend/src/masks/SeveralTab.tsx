import { useRef } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { partTitle } from '@/images/SampleStrip';
import { diceOf, meanDice } from '@/paint/mask_scene';
import { Segments } from '@/panels/Segments';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { look, useLooking } from '@/state/looking';
import { type MaskingState, mask, useMasking } from '@/state/masking';
import { severalView, useMaskCanvas } from './hooks';
import { SHOWN } from './Pages';
import { type MaskSet, masksIn } from './reading';
import { diceText } from './telling';

const RATE_HZ = 10;

const ORDERS = [
  ['first', 'In order'],
  ['worst', 'Worst first'],
  ['best', 'Best first'],
] as const satisfies readonly (readonly [MaskingState['order'], string])[];

/** Several images at once with their masks, a page at a time. */
export function SeveralTab() {
  const { session } = useGlass();
  const part = useLooking((state) => state.part);
  const order = useMasking((state) => state.order);
  const first = useMasking((state) => state.first);
  const view = severalView(part, { order, first }, SHOWN);
  useWatch(view, RATE_HZ);
  // Nothing moves under the pointer: an order that follows the evaluations stands still while the pointer rests on it.
  const resting = useRef(false);
  const held = useRef<MaskSet | null>(null);
  const heldFor = useRef('');
  const asked = `${part} ${order} ${first}`;
  const frame = (): MaskSet | null => {
    const newest = masksIn(session.tensors.get(session.run.store.getState().run ?? '', 'masks'));
    if (!resting.current || order === 'first' || heldFor.current !== asked) held.current = newest;
    heldFor.current = asked;
    return held.current;
  };
  // Numbers and places change at human speed; the pictures are painted past React.
  const text = useLatest(view, () => {
    const set = frame();
    const numbers = set ? Array.from(set.index).slice(0, set.scenes.length) : [];
    return `${set?.total ?? -1} ${numbers.join(',')}`;
  });
  const [judged = '-1', listed = ''] = text.split(' ');
  const indices = listed === '' ? [] : listed.split(',').map(Number);
  return (
    <>
      <Segments
        label="Order of the images"
        value={order}
        options={ORDERS}
        onChange={(next) => mask({ order: next, first: 0 })}
      />
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
          onAction={(key) => choose(frame()?.index[Number(key)] ?? 0)}
          onPointerEnter={() => {
            resting.current = true;
          }}
          onPointerLeave={() => {
            resting.current = false;
          }}
        >
          {indices.map((index, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places of a grid, so that their canvases stay
            <ListBoxItem key={at} id={at} textValue={`Image ${index + 1}`} className="mask-item">
              <Tile at={at} set={frame} />
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
function Tile({ at, set }: { at: number; set: () => MaskSet | null }) {
  const said = useRef<HTMLSpanElement>(null);
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
