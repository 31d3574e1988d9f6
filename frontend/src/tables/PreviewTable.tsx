import type { TablePreview } from '@/protocol/library';
import type { DescribedTable } from '@/protocol/names';
import { columnTelling, type Role, roleOf, type TableChoice, unusable, withRole } from './choosing';
import { Histogram } from './Histogram';

const ROLES: readonly (readonly [Role, string])[] = [
  ['input', 'Input'],
  ['target', 'To learn'],
  ['group', 'Group by'],
  ['out', 'Left out'],
];
/** Columns beyond are used all the same; their cells are not sent. */
const MOST_SHOWN = 50;

interface PreviewTableProps {
  preview: TablePreview;
  choice: TableChoice;
  chosen: DescribedTable | null;
  /** Whether what is learned can be chosen: of built-in tables it cannot. */
  free: boolean;
  onChange: (choice: TableChoice) => void;
}

/** The first rows of a table under what is known of every column, and what each column is used for. */
export function PreviewTable({ preview, choice, chosen, free, onChange }: PreviewTableProps) {
  const { columns, rows, target } = preview;
  const shown = columns.slice(0, MOST_SHOWN);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="table-scroll" tabIndex={0} aria-label="The first rows">
      <table className="table-preview number">
        <thead>
          <tr>
            {shown.map((column) => {
              const role = roleOf(column.name, choice, chosen, target);
              const why = unusable(column);
              return (
                <th key={column.name} scope="col" data-role={role}>
                  <span className="table-name" title={column.name}>
                    {column.name}
                  </span>
                  <select
                    className="table-role"
                    aria-label={`What ${column.name} is used for`}
                    value={role}
                    disabled={!free && role === 'target'}
                    onChange={({ target: { value } }) => {
                      const next = ROLES.find(([id]) => id === value)?.[0];
                      if (next) onChange(withRole(choice, column.name, next, { columns, target, chosen }));
                    }}
                  >
                    {ROLES.filter(([id]) => free || id === 'input' || id === 'out' || id === role).map(
                      ([id, title]) => (
                        <option key={id} value={id} disabled={id === 'input' && why !== null}>
                          {id === 'input' && why !== null ? `${title}: ${why}` : title}
                        </option>
                      ),
                    )}
                  </select>
                  <Histogram column={column} />
                  <span className="table-facts">
                    {columnTelling(column)}
                    {column.missing > 0 && <b>, {column.missing.toLocaleString('en-GB')} missing</b>}
                  </span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name than their number
            <tr key={at}>
              {shown.map((column, place) => (
                <td
                  key={column.name}
                  data-kind={column.kind}
                  data-role={roleOf(column.name, choice, chosen, target)}
                  data-missing={(row[place] ?? '') === '' || undefined}
                >
                  {row[place] || '·'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {columns.length > shown.length && (
        <p className="quiet small">
          And {columns.length - shown.length} more columns, which are inputs where they can be.
        </p>
      )}
    </section>
  );
}
