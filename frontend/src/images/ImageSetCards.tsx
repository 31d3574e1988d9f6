import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, Label, Radio, RadioGroup } from 'react-aria-components';
import type { DatasetItem, Download } from '@/protocol/library';
import type { CatalogEntry } from '@/protocol/names';
import { SetThumb } from './SetThumb';
import { setTelling } from './set_fields';

interface ImageSetCardsProps {
  /** The sets of the catalogue that one can choose without bringing anything. */
  entries: CatalogEntry[];
  downloads: Download[];
  uploads: DatasetItem[];
  /** The kind that is chosen, or the id of the upload. */
  value: string;
  onKind: (kind: string) => void;
  onUpload: (item: DatasetItem) => void;
  onRemove: (item: DatasetItem) => void;
}

const isMasked = (entry: CatalogEntry | undefined): boolean => entry?.task === 'segmentation';

/** The sets of images there are, each with four of its images. */
export function ImageSetCards(props: ImageSetCardsProps) {
  const { entries, downloads, uploads, value, onKind, onUpload, onRemove } = props;
  const absent = ({ kind, needs }: CatalogEntry): boolean =>
    needs === 'download' && !downloads.some((one) => one.kind === kind && one.state === 'ready');
  const inOrder = entries.toSorted((a, b) => Number(isMasked(b)) - Number(isMasked(a)));
  return (
    <RadioGroup
      className="image-sets"
      value={value}
      onChange={(chosen) => {
        const upload = uploads.find(({ id }) => id === chosen);
        if (upload) onUpload(upload);
        else onKind(chosen);
      }}
    >
      <Label className="hidden-visually">Set of images</Label>
      {inOrder.map((entry, at) => [
        isMasked(entry) !== isMasked(inOrder[at - 1]) && (
          <p key={`head ${entry.kind}`} className="image-sets-head quiet small">
            {isMasked(entry) ? 'A class for each pixel' : 'A class for each image'}
          </p>
        ),
        <Radio key={entry.kind} value={entry.kind} className="image-set">
          <SetThumb kind={entry.kind} fields={{}} needs={absent(entry) ? 'download' : ''} />
          <span className="image-set-words">
            <span className="image-set-title">{entry.title}</span>
            <span className="quiet small">{setTelling(entry.classes?.length ?? 0, entry.shape ?? [])}</span>
          </span>
        </Radio>,
      ])}
      {uploads.length > 0 && <p className="image-sets-head quiet small">Your own</p>}
      {uploads.map((item) => (
        <div key={item.id} className="image-set-own">
          <Radio value={item.id} className="image-set">
            <SetThumb kind={item.id} fields={{}} needs="" />
            <span className="image-set-words">
              <span className="image-set-title">{item.title}</span>
              <span className="quiet small">
                {setTelling(item.classes.length, item.shape)}, {item.samples} images
              </span>
            </span>
          </Radio>
          <DeleteButton title={item.title} onDelete={() => onRemove(item)} />
        </div>
      ))}
    </RadioGroup>
  );
}

/** Asks back before it deletes: nothing brings the images back. */
export function DeleteButton({ title, onDelete }: { title: string; onDelete: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      className={asked ? 'button button-small image-set-delete' : 'icon-button'}
      aria-label={asked ? `Delete ${title} for good` : `Delete ${title}`}
      onPress={() => (asked ? onDelete() : setAsked(true))}
      onBlur={() => setAsked(false)}
    >
      {asked ? 'Delete' : <Trash2 size={15} aria-hidden />}
    </Button>
  );
}
