import { Choice, type Option } from '@/editor/fields/Choice';
import type { TableFound, UploadQuestion } from '@/protocol/library';
import { NO_ARRAY, optionsFor, rolesIn, taken } from './array_roles';
import { CHANNELS, type UploadForm } from './upload';

interface UploadChoicesProps {
  question: UploadQuestion;
  form: UploadForm;
  put: (values: Partial<UploadForm>) => void;
}

const named = (names: string[]): Option[] => names.map((name) => ({ id: name, title: name }));

/** What a file leaves open: which arrays, or which table and columns. */
export function UploadChoices({ question, form, put }: UploadChoicesProps) {
  const { arrays, tables } = question;
  const table = tables.find(({ name }) => name === form.labels) ?? tables[0];
  return (
    <div className="upload-fields">
      {arrays.length > 0 && (
        <>
          {rolesIn(arrays, form).map((text) => (
            <Choice
              key={text.role}
              label={text.label}
              hint={text.hint}
              value={form[text.role] === '' && text.none !== undefined ? NO_ARRAY : form[text.role]}
              options={optionsFor(text, arrays)}
              onChange={(id) => put(taken(text.role, id))}
            />
          ))}
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
