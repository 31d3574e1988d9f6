import { Dices, ImageUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { newSeed, useEdit, useFacts } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { Hint } from '@/editor/fields/Hint';
import { NumberBox } from '@/editor/fields/NumberBox';
import { SchemaForm } from '@/editor/fields/SchemaForm';
import { ShareTracks } from '@/editor/fields/ShareTracks';
import { dataOf } from '@/editor/follow';
import { classNames, isMasked } from '@/editor/task';
import { askFor } from '@/panels/builder';
import type { DatasetItem } from '@/protocol/library';
import type { DataValue, FieldValue, ImageData } from '@/protocol/names';
import { isField, isImages } from '@/protocol/spec';
import { useBuilding, useCatalog } from '@/state/glass';
import { AugmentPanel } from './AugmentPanel';
import { DownloadCard } from './DownloadCard';
import { downloadFor, namedSets } from './downloads';
import { ImageSetCards } from './ImageSetCards';
import { MaskDataPart } from './MaskDataPart';
import { Suiting } from './Suiting';
import { ownFields, samplesRange } from './set_fields';
import { UploadDialog } from './UploadDialog';
import { library, useLibrary } from './use_library';

function fieldIn(data: ImageData, name: string): FieldValue | undefined {
  const value = data[name];
  return isField(value) ? value : undefined;
}

/** Images to learn from: the set, how many, how they are parted, and how they are changed at random. */
export function ImageDataPanel({ data }: { data: ImageData }) {
  const edit = useEdit();
  const facts = useFacts();
  const catalog = useCatalog();
  const problem = useBuilding((state) => state.problem);
  const downloads = useLibrary((state) => state.downloads);
  const uploads = useLibrary((state) => state.uploads);
  const [uploading, setUploading] = useState(false);
  const entries = catalog.phase === 'ready' ? catalog.catalog.datasets.filter(({ kind }) => kind in facts.images) : [];
  const entry = entries.find(({ kind }) => kind === data.kind);
  const wrong = (field: string) => (problem?.where === `data.${field}` ? problem.detail : undefined);
  const put = (values: Record<string, DataValue>, key?: string) => edit({ type: 'set_data', values }, key);
  const choose = (item: DatasetItem) => {
    const next = dataOf('upload', data, facts);
    if (!isImages(next)) return;
    const samples = Math.min(2000, item.samples);
    const { id, shape, classes, task } = item;
    const described = { shape, classes, samples: item.samples, masks: task === 'segmentation' };
    const chosen = { ...next, kind: 'upload', dataset: id, samples, described };
    edit({ type: 'put_data', data: chosen, classes: item.classes.length });
  };
  /** Masks that were just brought, while no network is there that could learn them: one is built for them. */
  const use = (item: DatasetItem) => {
    choose(item);
    if (item.task === 'segmentation' && !isMasked(data, facts)) askFor('unet');
  };
  const chooseNamed = (name: string) => {
    const count = downloadFor({ ...data, name }, downloads)?.classes.length;
    edit({ type: 'put_data', data: { ...data, name }, ...(count === undefined ? {} : { classes: count }) });
  };
  /** What is known of these very data; of sets without a choice the catalogue knows all. */
  const known = uploads.find(({ id }) => id === data['dataset']) ?? downloadFor(data, downloads);
  const own = entry && ownFields(entry);
  const sets = namedSets(data.kind, downloads);
  return (
    <div className="image-data">
      <ImageSetCards
        entries={entries.filter(({ needs }) => needs !== 'upload')}
        downloads={downloads}
        uploads={uploads}
        value={data.kind === 'upload' ? String(data['dataset']) : data.kind}
        onKind={(kind) => edit({ type: 'set_data_kind', kind })}
        onUpload={choose}
        onRemove={(item) => void library.remove(item.id)}
      />
      <Button className="button" onPress={() => setUploading(true)}>
        <ImageUp size={15} aria-hidden /> Your own images
      </Button>
      {uploading && <UploadDialog onClose={() => setUploading(false)} onDone={use} />}
      <DownloadCard data={data} />
      <Suiting data={data} shape={known?.shape ?? entry?.shape ?? []} classes={known?.classes.length} />
      {isMasked(data, facts) && (
        <MaskDataPart
          {...{ data, entry }}
          upload={uploads.find(({ id }) => id === data['dataset'])}
          classes={known?.classes ?? classNames(data, entry?.classes ?? [])}
        />
      )}
      {sets.length > 0 && (
        <Choice
          label="Which"
          hint="Which of the sets of this collection."
          value={String(data['name'])}
          options={sets}
          onChange={chooseNamed}
        />
      )}
      {own && catalog.phase === 'ready' && (
        <SchemaForm
          entry={own}
          catalog={catalog.catalog}
          value={(name) => fieldIn(data, name)}
          onChange={(name, value) => edit({ type: 'set_data', values: { [name]: value } }, name)}
          wrong={wrong}
        />
      )}
      <ShareTracks what="Images" value={data} onChange={put} />
      <div className="field-pair">
        <NumberBox
          label="Samples"
          hint="More images: better generalisation, and longer epochs."
          value={data.samples}
          {...samplesRange(entry)}
          step={500}
          whole
          invalid={wrong('samples')}
          onChange={(samples) => samples !== null && put({ samples }, 'samples')}
        />
        <Hint text="Draws or chooses other images of the same kind. A change rebuilds the run.">
          {(describedBy) => (
            <button
              type="button"
              className="button"
              aria-describedby={describedBy}
              onClick={() => put({ seed: newSeed() })}
            >
              <Dices size={15} aria-hidden /> New images
            </button>
          )}
        </Hint>
      </div>
      <AugmentPanel data={data} />
    </div>
  );
}
