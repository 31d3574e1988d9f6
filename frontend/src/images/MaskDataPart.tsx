import { X } from 'lucide-react';
import { Button, Switch } from 'react-aria-components';
import { useEdit } from '@/editor/edit';
import { Field } from '@/editor/fields/Field';
import type { DatasetItem, PartSize } from '@/protocol/library';
import type { CatalogEntry, ImageData } from '@/protocol/names';
import { correctionsOf } from '@/protocol/spec';
import { ShareList } from './ShareList';
import { emptyOf, sharesOf } from './shares';
import { useParts } from './use_parts';
import { usePreview } from './use_preview';

interface MaskDataPartProps {
  data: ImageData;
  entry: CatalogEntry | undefined;
  /** The upload that is chosen, if one is. */
  upload: DatasetItem | undefined;
  classes: readonly string[];
}

const LOOKED_AT = 60;

/** Of a set with masks: how it is parted, how rare each class is, and which masks were drawn anew. */
export function MaskDataPart({ data, entry, upload, classes }: MaskDataPartProps) {
  const parts = useParts(data);
  const grouped = parts?.grouped ?? false;
  return (
    <>
      {grouped && <GroupSwitch data={data} />}
      {parts && (
        <table className="parts-table small">
          <caption className="hidden-visually">How the images are parted</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">Train</th>
              <th scope="col">Valid.</th>
              <th scope="col">Test</th>
            </tr>
          </thead>
          <tbody className="number">
            <PartRow name="Images" of={(part) => part.images} parts={[parts.train, parts.validation, parts.test]} />
            {grouped && (
              <PartRow
                name={groupWord(data)}
                of={(part) => part.groups}
                parts={[parts.train, parts.validation, parts.test]}
              />
            )}
          </tbody>
        </table>
      )}
      <Shares {...{ data, entry, upload, classes }} />
      <Corrections data={data} />
    </>
  );
}

/** What a group is in this set. */
const groupWord = ({ kind }: ImageData): string => (kind === 'cardiac' ? 'Patients' : 'Groups');

function PartRow({ name, of, parts }: { name: string; of: (part: PartSize) => number; parts: PartSize[] }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {parts.map((part, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the three parts in their order
        <td key={number}>{of(part)}</td>
      ))}
    </tr>
  );
}

function GroupSwitch({ data }: { data: ImageData }) {
  const edit = useEdit();
  const on = data['group_by'] !== '';
  const word = groupWord(data).toLowerCase().slice(0, -1);
  return (
    <Field
      label={`Keep each ${word} together`}
      hint={`All images of one ${word} in the same part. Torn apart, the test is no test: the network has seen the ${word} before.`}
    >
      {(describedBy) => (
        <Switch
          className="switch"
          aria-label={`Keep each ${word} together`}
          aria-describedby={describedBy}
          isSelected={on}
          onChange={(next) => edit({ type: 'set_data', values: { group_by: next ? 'group' : '' } })}
        >
          <span className="switch-track" />
          {on ? 'yes' : 'no: image by image'}
        </Switch>
      )}
    </Field>
  );
}

/** The shares of an upload as it was read; of a generated set those of its first images. */
function Shares({ data, entry, upload, classes }: MaskDataPartProps) {
  const fields: Record<string, string | number> = {};
  for (const name of Object.keys(entry?.schema.properties ?? {})) {
    const value = data[name];
    const asked = typeof value === 'string' || typeof value === 'number';
    if (asked && PREVIEWED.has(name)) fields[name] = value;
  }
  const preview = usePreview(upload ? null : data.kind, fields, LOOKED_AT);
  const { masks, height = 0, width = 0, count = 0 } = preview ?? {};
  const shares = upload?.shares ?? (masks ? sharesOf(masks, classes.length) : null);
  if (!shares || shares.length === 0) return null;
  const empty = upload?.empty ?? (masks ? emptyOf(masks, height * width) : 0);
  return <ShareList {...{ shares, classes, empty }} of={upload?.samples ?? count} />;
}

/** What the preview of a set can be asked for. */
const PREVIEWED: ReadonlySet<string> = new Set(['seed', 'noise', 'size', 'structures']);

/** The masks that were drawn anew, to take back one by one. */
function Corrections({ data }: { data: ImageData }) {
  const edit = useEdit();
  const corrections = correctionsOf(data);
  if (corrections.length === 0) return null;
  const without = (source: number) =>
    edit({ type: 'set_data', values: { corrections: corrections.filter((one) => one.source !== source) } });
  return (
    <div className="corrections small">
      <h3>
        Masks drawn anew <span className="quiet number">{corrections.length}</span>
      </h3>
      <ul>
        {corrections.map(({ source }) => (
          <li key={source}>
            <span className="number">Image {source}</span>
            <Button
              className="icon-button"
              aria-label={`Take back the mask of image ${source}`}
              onPress={() => without(source)}
            >
              <X size={14} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <p className="quiet">Their images train, wherever they were before.</p>
    </div>
  );
}
