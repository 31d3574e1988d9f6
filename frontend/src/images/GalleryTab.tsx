import { X } from 'lucide-react';
import { useRef } from 'react';
import { Button, ListBox, ListBoxItem } from 'react-aria-components';
import { percent } from '@/paint/numbers';
import { Segments } from '@/panels/Segments';
import type { Frame } from '@/protocol/frames';
import { useGlass } from '@/state/glass';
import { useLatest, useWatch } from '@/state/latest';
import { chooseSample, type Filter, look, useLooking } from '@/state/looking';
import { useClasses } from './ClassBars';
import { className, hasMasks, type Images, imagesIn } from './reading';
import { PARTS } from './SampleStrip';
import { Thumb } from './Thumb';

const SHOWN = [
  ['wrong', 'Wrong'],
  ['right', 'Right'],
  ['all', 'All'],
] as const satisfies readonly (readonly [Filter['show'], string])[];

const TELLS = { wrong: 'The surest mistakes first.', right: 'The surest first.', all: 'In order.' };

/** Images with what the network says of them: its surest mistakes first, or those of one cell of the matrix. */
export function GalleryTab() {
  const { session } = useGlass();
  const judged = useLooking((state) => state.judged);
  const filter = useLooking((state) => state.filter);
  const names = useClasses();
  const view = { kind: 'gallery', part: judged, ...filter } as const;
  // While a data set is being exchanged, the run of before may find masks, and has no gallery.
  const masked = useLatest({ kind: 'samples' }, () =>
    hasMasks(session.tensors.get(session.run.store.getState().run ?? '', 'samples')),
  );
  useWatch(masked ? null : view, 2);
  const resting = useRef(false);
  const held = useRef<Frame>(undefined);
  const text = JSON.stringify(view);
  const heldFor = useRef(text);
  const newest = useLatest(view, () => session.tensors.get(session.run.store.getState().run ?? '', 'gallery'));
  // Nothing moves under the pointer: while it rests on the gallery, the images stay.
  if (!resting.current || heldFor.current !== text) held.current = newest;
  heldFor.current = text;
  const frame = held.current;
  const images = imagesIn(frame);
  const total = frame?.meta['total'];
  const cell =
    filter.truth === null && filter.predicted === null
      ? null
      : `${className(names, filter.truth ?? 0)} taken for ${className(names, filter.predicted ?? 0)}`;
  return (
    <>
      <Segments label="Images judged" value={judged} options={PARTS} onChange={(part) => look({ judged: part })} />
      {cell === null ? (
        <Segments
          label="Images shown"
          value={filter.show}
          options={SHOWN}
          onChange={(show) => look({ filter: { ...filter, show } })}
        />
      ) : (
        <Button
          className="chip"
          onPress={() => look({ filter: { show: 'wrong', truth: null, predicted: null } })}
          aria-label={`${cell}: show all again`}
        >
          {cell} <X size={14} aria-hidden />
        </Button>
      )}
      <p className="small quiet" role="status">
        {typeof total === 'number' && images
          ? `${total.toLocaleString('en-GB')} ${total === 1 ? 'image' : 'images'}. ${total === 0 ? '' : TELLS[filter.show]}`
          : 'Looking.'}
      </p>
      {frame && images && images.count > 0 && (
        <div
          onPointerEnter={() => {
            resting.current = true;
          }}
          onPointerLeave={() => {
            resting.current = false;
          }}
        >
          <Pictures {...{ frame, images, names }} />
        </div>
      )}
    </>
  );
}

const integers = (frame: Frame, key: string): ArrayLike<number> => frame.tensors.get(key)?.data ?? [];

function Pictures({ frame, images, names }: { frame: Frame; images: Images; names: readonly string[] }) {
  const judged = useLooking((state) => state.judged);
  const [numbers, predicted, confidence] = ['index', 'predicted', 'confidence'].map((key) => integers(frame, key));
  return (
    <ListBox
      className="gallery"
      aria-label="Images"
      layout="grid"
      onAction={(key) => chooseSample(judged, numbers?.[Number(key)] ?? 0)}
    >
      {Array.from({ length: images.count }, (_, at) => {
        const [truth, said] = [images.labels[at] ?? 0, predicted?.[at] ?? 0];
        const sure = percent(confidence?.[at] ?? Number.NaN);
        const right = truth === said;
        const [is, taken] = [className(names, truth), className(names, said)];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: places of a gallery
          <ListBoxItem key={at} id={at} textValue={is} className="gallery-item">
            <Thumb images={images} index={at} />
            <span className="gallery-said" data-right={right || undefined}>
              {is}
              {right ? (
                <span className="hidden-visually">, recognised</span>
              ) : (
                <>
                  <span className="hidden-visually">, taken for</span>
                  <span aria-hidden> → </span>
                  {taken}
                </>
              )}
            </span>
            <span className="quiet number">{sure}</span>
          </ListBoxItem>
        );
      })}
    </ListBox>
  );
}
