import { Plus, X } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useEdit } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { labelOf } from '@/editor/fields/schema';
import { Track } from '@/editor/fields/Track';
import type { AugmentationSpec, CatalogEntry, ImageData } from '@/protocol/names';
import { useCatalog } from '@/state/glass';
import { AugmentStrip } from './AugmentStrip';
import {
  FILLS,
  fillOf,
  movesPixels,
  rangesOf,
  rangeText,
  valueIn,
  withAugmentation,
  withoutAugmentation,
  withRange,
} from './augment';

/** Random changes of the training images: which, how far, and how that looks at this moment. */
export function AugmentPanel({ data }: { data: ImageData }) {
  const edit = useEdit();
  const state = useCatalog();
  const entries = state.phase === 'ready' ? state.catalog.augmentations : [];
  const { augment } = data;
  const free = entries.filter((entry) => !augment.some(({ kind }) => kind === entry.kind));
  const put = (list: AugmentationSpec[], key?: string) => edit({ type: 'set_data', values: { augment: list } }, key);
  const entryOf = (kind: string) => entries.find((entry) => entry.kind === kind);
  return (
    <section className="augment" aria-label="Augmentation">
      <div className="augment-head">
        <h3 className="small">Augmentation</h3>
        {free.length > 0 && <AddMenu entries={free} onAdd={(entry) => put(withAugmentation(augment, entry))} />}
      </div>
      {augment.length === 0 ? (
        <p className="quiet small">
          Each time an image is seen it can look a little different, so that the network learns the thing and not the
          image.
        </p>
      ) : (
        <AugmentStrip />
      )}
      {augment.map((one) => {
        const entry = entryOf(one.kind);
        return (
          entry && (
            <Augmentation
              key={one.kind}
              entry={entry}
              augmentation={one}
              onChange={(name, value) => put(withRange(augment, one.kind, name, value), `augment.${one.kind}.${name}`)}
              onRemove={() => put(withoutAugmentation(augment, one.kind))}
            />
          )
        );
      })}
      {movesPixels(augment, entries) && (
        <Choice
          label="Beyond the border"
          hint="What comes in where an image is moved away."
          value={fillOf(data)}
          options={FILLS}
          onChange={(fill) => edit({ type: 'set_data', values: { fill } })}
        />
      )}
    </section>
  );
}

function AddMenu({ entries, onAdd }: { entries: CatalogEntry[]; onAdd: (entry: CatalogEntry) => void }) {
  return (
    <MenuTrigger>
      <Button className="button button-small" aria-label="Add augmentation">
        <Plus size={14} aria-hidden /> Add
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          items={entries}
          onAction={(kind) => {
            const entry = entries.find((one) => one.kind === kind);
            if (entry) onAdd(entry);
          }}
        >
          {(entry) => (
            <MenuItem id={entry.kind} textValue={entry.title} className="menu-item">
              <span className="menu-title">{entry.title}</span>
              <span className="menu-tells">{entry.summary}</span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

interface AugmentationProps {
  entry: CatalogEntry;
  augmentation: AugmentationSpec;
  onChange: (name: string, value: number) => void;
  onRemove: () => void;
}

/** One augmentation: its ranges, each named after what it does where there is only one. */
function Augmentation({ entry, augmentation, onChange, onRemove }: AugmentationProps) {
  const ranges = rangesOf(entry);
  return (
    <fieldset className="augmentation" aria-label={entry.title}>
      {ranges.map((range, number) => (
        <div key={range.name} className="augmentation-range">
          <Track
            label={ranges.length === 1 ? entry.title : `${entry.title}: ${labelOf(range.name).toLowerCase()}`}
            hint={range.hint}
            value={valueIn(augmentation, range)}
            min={range.min}
            max={range.max}
            step={range.step}
            text={rangeText(range, valueIn(augmentation, range))}
            live
            onChange={(value) => onChange(range.name, value)}
          />
          {number === 0 && (
            <Button className="icon-button augmentation-remove" aria-label={`Remove ${entry.title}`} onPress={onRemove}>
              <X size={14} aria-hidden />
            </Button>
          )}
        </div>
      ))}
    </fieldset>
  );
}
