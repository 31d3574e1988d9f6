import { Choice, type Option } from '@/editor/fields/Choice';
import type { ArrayFound, TableFound, UploadQuestion } from '@/protocol/library';
import { CHANNELS, type UploadForm } from './upload';

interface UploadChoicesProps {
  question: UploadQuestion;
  form: UploadForm;
  put: (values: Partial<UploadForm>) => void;
}

const shapeText = ({ shape, dtype }: ArrayFound): string => `${shape.join(' × ')}, ${dtype}`;

const arrayOptions = (arrays: ArrayFound[], suits: 'images' | 'labels'): Option[] =>
  arrays.map((one) => ({
    id: one.name,
    title: one.name,
    summary: shapeText(one),
    disabled: !one.suits.includes(suits),
  }));

const named = (names: string[]): Option[] => names.map((name) => ({ id: name, title: name }));

/** What a file leaves open: which arrays, or which table and columns. */
export function UploadChoices({ question, form, put }: UploadChoicesProps) {
  const { arrays, tables } = question;
  const table = tables.find(({ name }) => name === form.labels) ?? tables[0];
  return (
    <div className="upload-fields">
      {arrays.length > 0 && (
        <>
          <Choice
            label="Images"
            hint="The array of the images: one after the other."
            value={form.images}
            options={arrayOptions(arrays, 'images')}
            onChange={(images) => put({ images })}
          />
          <Choice
            label="Labels"
            hint="The array that says what is on each image."
            value={form.labels}
            options={arrayOptions(arrays, 'labels')}
            onChange={(labels) => put({ labels })}
          />
          <Choice
            label="Channels"
            hint="Whether colours come before or after height and width."
            value={form.channels}
            options={CHANNELS}
            onChange={(id) => put({ channels: id === 'first' || id === 'last' ? id : 'auto' })}
          />
        </>
      )}
      {table && (
        <>
          <Choice
            label="Table"
            hint="The table that says what is on each picture."
            value={form.labels}
            options={named(tables.map(({ name }) => name))}
            onChange={(labels) => put({ labels, file_column: '', label_column: '' })}
          />
          <Choice
            label="Column of files"
            hint="The column with the names of the pictures."
            value={form.file_column}
            options={named(table.columns)}
            onChange={(column) => put({ file_column: column })}
          />
          <Choice
            label="Column of labels"
            hint="The column that says what is on them."
            value={form.label_column}
            options={named(table.columns)}
            onChange={(column) => put({ label_column: column })}
          />
          <FirstRows table={table} />
        </>
      )}
    </div>
  );
}

function FirstRows({ table }: { table: TableFound }) {
  return (
    <table className="upload-table small">
      <caption className="hidden-visually">The first rows of {table.name}</caption>
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.join('\u0000')}>
            {table.columns.map((column, k) => (
              <td key={column}>{row[k]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
