import { Dices, FileSpreadsheet, Table2, TableProperties } from 'lucide-react';
import { useState } from 'react';
import { Button, Label, Radio, RadioGroup } from 'react-aria-components';
import { newSeed, useEdit, useFacts } from '@/editor/edit';
import { Choice } from '@/editor/fields/Choice';
import { Hint } from '@/editor/fields/Hint';
import { NumberBox } from '@/editor/fields/NumberBox';
import { ShareTracks } from '@/editor/fields/ShareTracks';
import { columnNames } from '@/editor/inputs';
import { classesOf } from '@/editor/task';
import { DeleteButton } from '@/images/ImageSetCards';
import { library, useLibrary } from '@/images/use_library';
import type { DatasetItem } from '@/protocol/library';
import type { CatalogEntry, DataValue, TableData } from '@/protocol/names';
import { useBuilding, useCatalog } from '@/state/glass';
import { leadToDiagram } from '@/state/lead';
import { bringTable } from './bringing';
import { SetUpTable } from './TableDialog';
import { SPLITS, Standardise } from './TableSetup';
import { useTake } from './use_tables';

/** What a table is about in a line: `4 columns, 3 classes`. */
const telling = (columns: number, classes: number): string =>
  `${columns} columns, ${classes === 0 ? 'values' : `${classes} classes`}`;

/** Rows of a table to learn from: which table, which of its columns, and how its rows are parted. */
export function TableDataPanel({ data }: { data: TableData }) {
  const edit = useEdit();
  const facts = useFacts();
  const catalog = useCatalog();
  const take = useTake();
  const problem = useBuilding((state) => state.problem);
  const own = useLibrary((state) => state.tables);
  const [setting, setSetting] = useState<{ data: TableData; title: string } | null>(null);
  const tables = facts.tables ?? {};
  const entries =
    catalog.phase === 'ready' ? catalog.catalog.datasets.filter(({ kind, needs }) => kind in tables && !needs) : [];
  const title =
    own.find(({ id }) => id === data.dataset)?.title ??
    entries.find(({ kind }) => kind === data.kind)?.title ??
    'Your table';
  const wrong = (field: string) => (problem?.where === `data.${field}` ? problem.detail : undefined);
  const put = (values: Record<string, DataValue>, key?: string) => edit({ type: 'set_data', values }, key);
  const columns = columnNames(data, facts);
  const classes = classesOf(data, facts);
  return (
    <div className="image-data">
      <Cards
        {...{ entries, own }}
        value={data.dataset || data.kind}
        columnsOf={(kind) => tables[kind]?.columns.length ?? 0}
        onKind={(kind) => {
          const table = tables[kind];
          if (table) take(table.data);
        }}
        onOwn={(item) =>
          setSetting({
            data: { ...(tables['table']?.data ?? data), kind: 'table', dataset: item.id },
            title: item.title,
          })
        }
      />
      <Button className="button" onPress={() => bringTable(null)}>
        <FileSpreadsheet size={15} aria-hidden /> Your own table
      </Button>
      <div className="table-chosen">
        <p className="small number">
          <b>{title}</b>: {telling(columns.length, classes)}
          {data.described && (
            <>
              ; learns <b>{data.described.target}</b>
            </>
          )}
          .
        </p>
        <Button className="button" onPress={() => setSetting({ data, title })}>
          <TableProperties size={15} aria-hidden /> Rows and columns
        </Button>
      </div>
      {problem?.where?.startsWith('data') && (
        <p className="fault small" role="alert">
          {problem.detail} {problem.hint}
        </p>
      )}
      <Standardise value={data.standardise} onChange={(standardise) => put({ standardise })} />
      <Choice
        label="Split"
        hint="Which rows train, and which are kept to judge. Stratified: every part gets each class in proportion."
        value={data.split}
        options={SPLITS}
        onChange={(split) => put({ split })}
      />
      <ShareTracks what="Rows" value={data} onChange={put} />
      <div className="field-pair">
        <NumberBox
          label="Samples"
          hint="Rows at most. Fewer: quicker epochs, and less to learn from."
          value={data.samples}
          min={10}
          max={tables[data.kind]?.most ?? 100_000}
          step={50}
          whole
          invalid={wrong('samples')}
          onChange={(samples) => samples !== null && put({ samples }, 'samples')}
        />
        <Hint text="Parts the rows anew, by another seed. A change rebuilds the run.">
          {(describedBy) => (
            <button
              type="button"
              className="button"
              aria-describedby={describedBy}
              onClick={() => put({ seed: newSeed() })}
            >
              <Dices size={15} aria-hidden /> New split
            </button>
          )}
        </Hint>
      </div>
      {setting && (
        <SetUpTable
          {...setting}
          onClose={() => setSetting(null)}
          onUse={(chosen) => {
            take(chosen);
            setSetting(null);
            leadToDiagram();
          }}
        />
      )}
    </div>
  );
}

interface CardsProps {
  entries: CatalogEntry[];
  own: DatasetItem[];
  value: string;
  columnsOf: (kind: string) => number;
  onKind: (kind: string) => void;
  onOwn: (item: DatasetItem) => void;
}

/** The tables there are: those that are built in, and those that were brought. */
function Cards({ entries, own, value, columnsOf, onKind, onOwn }: CardsProps) {
  return (
    <RadioGroup
      className="image-sets"
      value={value}
      onChange={(chosen) => {
        const item = own.find(({ id }) => id === chosen);
        if (item) onOwn(item);
        else onKind(chosen);
      }}
    >
      <Label className="hidden-visually">Table</Label>
      {entries.map((entry) => (
        <Hint key={entry.kind} text={`${entry.title}. ${entry.summary}`}>
          {() => (
            <Radio value={entry.kind} className="image-set">
              <Sign />
              <span className="image-set-words">
                <span className="image-set-title">{entry.title}</span>
                <span className="quiet small">{telling(columnsOf(entry.kind), entry.classes?.length ?? 0)}</span>
              </span>
            </Radio>
          )}
        </Hint>
      ))}
      {own.length > 0 && <p className="image-sets-head quiet small">Your own</p>}
      <div className="own-tables">
        {own.map((item) => (
          <div key={item.id} className="image-set-own">
            <Radio value={item.id} className="image-set">
              <Sign />
              <span className="image-set-words">
                <span className="image-set-title">{item.title}</span>
                <span className="quiet small">
                  {item.samples.toLocaleString('en-GB')} rows of {item.columns?.length ?? 0}
                </span>
              </span>
            </Radio>
            <DeleteButton title={item.title} onDelete={() => void library.remove(item.id)} />
          </div>
        ))}
      </div>
    </RadioGroup>
  );
}

const Sign = () => (
  <span className="set-thumb set-thumb-absent" aria-hidden>
    <Table2 size={18} />
  </span>
);
