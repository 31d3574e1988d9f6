import { ListBox, ListBoxItem } from 'react-aria-components';
import { Segments } from '@/panels/Segments';
import type { DataPart } from '@/protocol/names';
import { useGlass } from '@/state/glass';
import { useLatest } from '@/state/latest';
import { chooseSample, look, useLooking } from '@/state/looking';
import { useClasses } from './ClassBars';
import { className, countsIn, samplesIn } from './reading';
import { Thumb } from './Thumb';

export const PARTS = [
  ['train', 'Train'],
  ['validation', 'Validation'],
  ['test', 'Test'],
] as const satisfies readonly (readonly [DataPart, string])[];

export const partTitle = (part: DataPart): string => PARTS.find(([id]) => id === part)?.[1] ?? part;

/** How many images the chosen part has; null before that is known. */
export function useCount(part: DataPart): number | null {
  const { session } = useGlass();
  return useLatest({ kind: 'samples' }, () => {
    const run = session.run.store.getState().run ?? '';
    return countsIn(session.tensors.get(run, 'samples'))[part] ?? null;
  });
}

/** The first images of a part of the data, to choose one from. */
export function SampleStrip() {
  const { session } = useGlass();
  const names = useClasses();
  const part = useLooking((state) => state.part);
  const index = useLooking((state) => state.index);
  const count = useCount(part);
  const images = useLatest({ kind: 'samples' }, () =>
    samplesIn(session.tensors, session.run.store.getState().run ?? '', part),
  );
  return (
    <div className="sample-strip">
      <div className="strip-head">
        <Segments
          label="Part of the data"
          value={part}
          options={PARTS}
          onChange={(next) => look({ part: next, index: 0, drawing: false })}
        />
        <span className="small quiet number">
          {count === null ? '' : `${index + 1} of ${count.toLocaleString('en-GB')}`}
        </span>
      </div>
      {images && images.count === 0 && <p className="small quiet">This part of the data has no images.</p>}
      {images && images.count > 0 && (
        <ListBox
          className="strip"
          aria-label={`${partTitle(part)} images`}
          orientation="horizontal"
          selectionMode="single"
          selectedKeys={[index]}
          disallowEmptySelection={index < images.count}
          onSelectionChange={(keys) => {
            const [chosen] = keys === 'all' ? [] : [...keys];
            if (typeof chosen === 'number') chooseSample(part, chosen);
          }}
        >
          {Array.from({ length: images.count }, (_, number) => {
            const name = className(names, images.labels[number] ?? 0);
            return (
              <ListBoxItem
                // biome-ignore lint/suspicious/noArrayIndexKey: an image is its number
                key={number}
                id={number}
                textValue={`Image ${number + 1}: ${name}`}
                className="strip-item"
              >
                <Thumb images={images} index={number} />
                <span className="strip-label">{name}</span>
              </ListBoxItem>
            );
          })}
        </ListBox>
      )}
    </div>
  );
}
